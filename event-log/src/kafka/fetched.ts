import type { KafkaMessage } from 'kafkajs';

/** The messages of a partition that were fetched and not given away yet, in order. */
export interface Fetched {
  /** About the bytes of its messages. */
  readonly bytes: number;
  /** The position that is fetched next; null when nothing was fetched since it was cleared. */
  readonly end: number | null;
  readonly isEmpty: boolean;
  /** Adds a batch that ends before the position `end`, whether or not it holds messages up to there. */
  push(messages: readonly KafkaMessage[], end: number): void;
  /** Removes and returns the first `most` messages. */
  take(most: number): readonly KafkaMessage[];
  clear(): void;
}

/** Creates it, empty. */
export function createFetched(): Fetched {
  let messages: readonly KafkaMessage[] = [];
  let taken = 0;
  let bytes = 0;
  let end: number | null = null;
  return {
    get bytes() {
      return bytes;
    },
    get end() {
      return end;
    },
    get isEmpty() {
      return taken === messages.length;
    },
    push(batch, to) {
      messages = taken === messages.length ? batch : [...messages.slice(taken), ...batch];
      taken = 0;
      for (const message of batch) bytes += bytesOf(message);
      end = to;
    },
    take(most) {
      const first = messages.slice(taken, taken + most);
      taken += first.length;
      for (const message of first) bytes -= bytesOf(message);
      if (taken === messages.length) {
        messages = []; // they keep alive the answer that they were cut from
        taken = 0;
      }
      return first;
    },
    clear() {
      messages = [];
      taken = 0;
      bytes = 0;
      end = null;
    },
  };
}

/** About what a message costs beside its bytes. */
const MESSAGE_BYTES = 300;

function bytesOf({ key, value }: KafkaMessage): number {
  return MESSAGE_BYTES + (key?.length ?? 0) + (value?.length ?? 0);
}
