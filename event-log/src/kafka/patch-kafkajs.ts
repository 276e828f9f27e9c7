/** The faults of kafkajs 2.2.4 that would cost a record, or a reader, and what is put in their place. */
import { createRequire } from 'node:module';
import kafkajs, { type EachBatchHandler } from 'kafkajs';
import Runner from 'kafkajs/src/consumer/runner.js';
import Connection from 'kafkajs/src/network/connection.js';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { decompressors } from './codecs.ts';
import { BATCH_BYTES, decodeBatches } from './decode-batches.ts';

/** An `eachBatch` that is told before the group is joined again, while commits still count. */
export type EachBatch = EachBatchHandler & { beforeRejoin?(): Promise<void> };

/**
 * Mends kafkajs 2.2.4, once:
 *
 * - An idle connection sets a timer again and again, 900 times a second, each with a negative time.
 * - A connection that is opened twice at once loses a socket; and one that is opened again takes what a dead broker left
 *   of an answer for the beginning of the next one, and understands nothing any more.
 * - What is not Kafka's protocol (another service's port, a broken proxy) throws where nobody can catch it, and ends the
 *   process, or is buffered without a bound: here the connection is closed.
 * - A heartbeat that learns of a rebalance leads straight to the next join: here work is drained and committed first.
 * - A commit that fails is tried again after a rejoin, with the old value: then it could undo another member's.
 * - Of what Kafka's producers compress with it reads gzip alone, checks no checksum, decompresses without a bound, and one
 *   batch that it cannot decode ends the consumer. Other formats that hold it are decoded by itself, with our codecs.
 */
export function mendKafkajs(): void {
  if (RequestQueue.prototype.scheduleCheckPendingRequests === scheduleCheck) return;
  RequestQueue.prototype.scheduleCheckPendingRequests = scheduleCheck;
  mendConnection();
  mendRunner();
  mendDecoding();
}

function scheduleCheck(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return; // push and fulfil call us again
  const check = () => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  };
  this.throttleCheckTimeoutId = setTimeout(check, Math.max(this.throttledUntil - Date.now(), 10));
}

function mendConnection(): void {
  const { connect } = Connection.prototype;
  const connecting = new WeakMap<Connection, Promise<true>>();
  Connection.prototype.connect = async function (this: Connection) {
    if (this.isConnected()) return true;
    const mine = connecting.get(this) ?? connectAnew(this).finally(() => connecting.delete(this));
    connecting.set(this, mine);
    return mine;
  };

  function connectAnew(connection: Connection): Promise<true> {
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
        throw new Error(`an answer of ${this.bytesNeeded} bytes was announced`);
    } catch (error) {
      this.socket.destroy(error instanceof Error ? error : new Error(String(error))); // rejects what is asked on it
    }
  };
}

/** What begins each answer. */
const LENGTH_BYTES = 4;
/** No answer of a broker comes near it; what is not Kafka's protocol announces as much. */
const LARGEST_ANSWER_BYTES = 256 * 1_048_576;

function mendRunner(): void {
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
}

function mendDecoding(): void {
  const codecs: Record<number, unknown> = kafkajs.CompressionCodecs;
  for (const [codec, decompress] of decompressors) {
    const compress = () => Promise.reject(new Error('our records are not compressed'));
    codecs[codec] = () => ({
      compress,
      decompress: (bytes: Buffer) => decompress(bytes, BATCH_BYTES),
    });
  }
  // The modules that use it are loaded with the first answer, and take what they find here.
  const require = createRequire(import.meta.url);
  require(DECODE_MESSAGES);
  const loaded = require.cache[require.resolve(DECODE_MESSAGES)];
  if (loaded !== undefined) loaded.exports = decodeBatches;
}

const DECODE_MESSAGES = 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js';

function isRebalance(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'REBALANCE_IN_PROGRESS';
}
