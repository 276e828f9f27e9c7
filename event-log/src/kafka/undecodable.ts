import type { Batch } from 'kafkajs';
import type { Undecodable } from './decode-batches.ts';
import type { EachBatch } from './patch-kafkajs.ts';

/** A place in the log, as a notice names it. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly position: number;
}

/** What a reader does about batches that cannot be decoded. */
export interface UndecodableOptions {
  /** Those that are skipped: each by a position in it. A batch that can be decoded is read all the same. */
  readonly skip: readonly Place[];
  /** A batch cannot be decoded: it is skipped, or nothing after it is read and this is called again at each retry. */
  onUndecodable(topic: string, partition: number, found: Undecodable & { readonly skipped: boolean }): void;
}

/** How long a partition is paused before its batch is fetched again: another replica may have it undamaged. */
const RETRY_MS = 20_000;

/**
 * Gives a reader what precedes a batch that cannot be decoded, and then nothing more of that partition, which is paused
 * between retries; or skips the batch, when `skip` names it.
 */
export function stopAtUndecodable(eachBatch: EachBatch, options: UndecodableOptions): EachBatch {
  const guarded: EachBatch = async (payload) => {
    const { topic, partition } = payload.batch;
    const index = payload.batch.messages.findIndex((message) => undecodableOf(message) !== null);
    if (index < 0) return eachBatch(payload);
    const found = undecodableOf(payload.batch.messages[index]);
    if (found === null) return;
    const named = options.skip.some((place) => {
      const isSame = place.topic === topic && place.partition === partition;
      return isSame && place.position >= found.from && place.position <= found.to;
    });
    if (named) {
      await eachBatch({ ...payload, batch: without(payload.batch, found) });
      options.onUndecodable(topic, partition, { ...found, skipped: true }); // now what precedes it was given
      return;
    }
    if (index > 0) return eachBatch({ ...payload, batch: before(payload.batch, found) });
    options.onUndecodable(topic, partition, { ...found, skipped: false });
    const resume = payload.pause();
    setTimeout(() => ignoreStopped(resume), RETRY_MS).unref();
    await payload.heartbeat();
  };
  if (eachBatch.beforeRejoin !== undefined) guarded.beforeRejoin = eachBatch.beforeRejoin;
  return guarded;
}

type Message = Batch['messages'][number];

function undecodableOf(message: Message | undefined): Undecodable | null {
  return (message as { readonly undecodable?: Undecodable } | undefined)?.undecodable ?? null;
}

/** What kafkajs's batches have beside what their type says: the messages including transaction markers. */
type WholeBatch = Batch & { readonly messagesWithinOffset: readonly Message[] };

/** The same batch, but it covers the position of the message that stands for the batch, and not the message. */
function without(batch: Batch, { to }: Undecodable): Batch {
  return copy(batch, { messages: batch.messages.filter(({ offset }) => Number(offset) !== to) });
}

function before(batch: Batch, { from }: Undecodable): Batch {
  const preceding = ({ offset }: Message) => Number(offset) < from;
  const { messagesWithinOffset } = batch as WholeBatch;
  return copy(batch, {
    messages: batch.messages.filter(preceding),
    messagesWithinOffset: messagesWithinOffset.filter(preceding),
  });
}

function copy(batch: Batch, change: Partial<WholeBatch>): Batch {
  return Object.assign(Object.create(Object.getPrototypeOf(batch)), batch, change);
}

/** A consumer that was stopped meanwhile cannot resume, and need not. */
function ignoreStopped(resume: () => void): void {
  try {
    resume();
  } catch {}
}
