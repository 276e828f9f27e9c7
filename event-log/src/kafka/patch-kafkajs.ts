/** The faults of kafkajs 2.2.4 that would lose a record or stop a reader, and what replaces them. */
import { createRequire } from 'node:module';
import kafkajs, { type EachBatchHandler } from 'kafkajs';
import Runner from 'kafkajs/src/consumer/runner.js';
import Connection from 'kafkajs/src/network/connection.js';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { decompressors } from './codecs.ts';
import { BATCH_BYTES, decodeBatches } from './decode-batches.ts';
import { encodeRecord } from './encode-record.ts';

/** An `eachBatch` with a callback for before the group is joined again, while commits still count. */
export type EachBatch = EachBatchHandler & { beforeRejoin?(): Promise<void> };

/**
 * Patches kafkajs 2.2.4, once per process:
 *
 * - An idle connection sets a timer 900 times a second, each with a negative delay.
 * - A connection that is opened twice at once leaks a socket; and one that is opened again takes what a dead broker left of
 *   an answer for the beginning of the next one, and cannot parse anything any more.
 * - Bytes that are not Kafka's protocol (another service's port, a broken proxy) are an uncaught exception, which ends the
 *   process, or are buffered without a bound: here the connection is closed.
 * - A heartbeat that is answered with a rebalance leads straight to the next join: here work is drained and committed
 *   first.
 * - A commit that fails is retried after a rejoin, with the old value: it could overwrite another member's.
 * - A batch of which nothing is left, as it holds transactions' markers and what was aborted, is passed by without a word: its
 *   reader would wait there for ever, be taken for stalled, and never have read everything.
 * - Of the compressions of Kafka's producers it reads gzip alone, verifies no checksum, decompresses without a bound, and one
 *   batch that it cannot decode ends the consumer. Old message formats are still decoded by kafkajs, with our codecs.
 * - It allocates half a kilobyte for each record that is sent, and for each of its headers.
 */
export function patchKafkajs(): void {
  if (RequestQueue.prototype.scheduleCheckPendingRequests === scheduleCheck) return;
  RequestQueue.prototype.scheduleCheckPendingRequests = scheduleCheck;
  patchConnection();
  patchRunner();
  patchDecoding();
  replaceModule('kafkajs/src/protocol/recordBatch/record/v0/index.js', encodeRecord);
}

function scheduleCheck(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return; // push and fulfil call us again
  const check = () => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  };
  this.throttleCheckTimeoutId = setTimeout(check, Math.max(this.throttledUntil - Date.now(), 10));
}

function patchConnection(): void {
  const { connect } = Connection.prototype;
  const connecting = new WeakMap<Connection, Promise<true>>();
  Connection.prototype.connect = async function (this: Connection) {
    if (this.isConnected()) return true;
    const mine = connecting.get(this) ?? connectAfresh(this).finally(() => connecting.delete(this));
    connecting.set(this, mine);
    return mine;
  };

  function connectAfresh(connection: Connection): Promise<true> {
    connection.chunks = [];
    connection.bytesBuffered = 0;
    connection.bytesNeeded = LENGTH_BYTES;
    return connect.call(connection);
  }

  const { processData } = Connection.prototype;
  Connection.prototype.processData = function (this: Connection, data) {
    try {
      processData.call(this, data);
      if (this.bytesNeeded > LARGEST_ANSWER_BYTES)
        throw new Error(`an answer of ${this.bytesNeeded} bytes, expected at most ${LARGEST_ANSWER_BYTES}`);
    } catch (error) {
      this.socket.destroy(error instanceof Error ? error : new Error(String(error))); // rejects its requests
    }
  };
}

/** The length that precedes each answer. */
const LENGTH_BYTES = 4;
/** No answer of a broker comes near this size; bytes of another protocol, read as a length, do. */
const LARGEST_ANSWER_BYTES = 256 * 1_048_576;

function patchRunner(): void {
  const heartbeat = Runner.prototype.heartbeat;
  Runner.prototype.heartbeat = async function (this: Runner) {
    try {
      await heartbeat.call(this);
    } catch (error) {
      if (isRebalance(error)) await (this.eachBatch as EachBatch | undefined)?.beforeRejoin?.();
      throw error;
    }
  };
  Runner.prototype.commitOffsets = async function (this: Runner, offsets) {
    if (this.running) await this.consumerGroup.commitOffsets(offsets);
  };
  const handleBatch = Runner.prototype.handleBatch;
  Runner.prototype.handleBatch = async function (this: Runner, batch) {
    if (!this.running || !batch.isEmptyDueToFiltering()) return await handleBatch.call(this, batch);
    await this.processEachBatch(batch);
    await this.heartbeat();
  };
}

function patchDecoding(): void {
  const codecs: Record<number, unknown> = kafkajs.CompressionCodecs;
  for (const [codec, decompress] of decompressors) {
    const compress = () => Promise.reject(new Error('our records are not compressed'));
    codecs[codec] = () => ({
      compress,
      decompress: (bytes: Buffer) => decompress(bytes, BATCH_BYTES),
    });
  }
  replaceModule('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js', decodeBatches);
}

/** The modules that use it are loaded with the first request or answer, and take what they find here. */
function replaceModule(name: string, exports: unknown): void {
  const require = createRequire(import.meta.url);
  require(name);
  const loaded = require.cache[require.resolve(name)];
  if (loaded !== undefined) loaded.exports = exports;
}

function isRebalance(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'REBALANCE_IN_PROGRESS';
}
