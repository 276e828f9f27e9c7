/**
 * Wakes readers when something was appended. The append itself notifies, in its statement: who can read the records was
 * notified of them, also when the appender is killed at once. A notification says how far the log reaches now, so that
 * readers ask for what is there and for nothing else. It is lost only while this process does not listen: readers poll
 * as well, often while it is known not to listen.
 */
import { randomUUID } from 'node:crypto';
import { createBackoff, untilAborted } from '../backoff.ts';
import type { Ends } from './known-ends.ts';
import type { Session } from './session.ts';

/** What was appended to one topic. */
export interface Announcement {
  readonly topic: string;
  /** Where its partitions end now; null: not said. */
  readonly ends: Ends | null;
}

/** Wake-ups between the appenders and readers of all processes. */
export interface Wakeups extends AsyncDisposable {
  /** What our own appends sign their notifications with: our readers were woken already. */
  readonly self: string;
  /** Whether the notifications of other processes arrive, as far as is known. */
  readonly isListening: boolean;
  /** Wakes our own readers of a topic. */
  announce(announcement: Announcement): void;
  /** Calls `wake` for each announcement of one of these topics, until the returned function is called. Null: anything may have changed. */
  listen(topics: readonly string[], wake: (ends: Ends | null) => void): () => void;
}

/** The channel of the notifications. */
export const CHANNEL = 'event_log';

/** Starts wake-ups; the listening session is opened with the first reader. */
export function startWakeups(openSession: () => Promise<Session>): Wakeups {
  const self = randomUUID();
  const readers = new Set<{ readonly topics: readonly string[]; wake(ends: Ends | null): void }>();
  const stopping = new AbortController();
  let listening: Promise<void> | null = null;
  let isListening = false;

  const announce = ({ topic, ends }: Announcement) => {
    for (const { topics, wake } of readers) if (topics.includes(topic)) wake(ends);
  };
  const wakeAll = () => {
    for (const { wake } of readers) wake(null);
  };

  const keepListening = async () => {
    const backoff = createBackoff(stopping.signal);
    while (!stopping.signal.aborted) {
      try {
        await using session = await openSession();
        const ended = Promise.withResolvers<void>();
        session.onEnd(ended.resolve);
        session.onNotification((payload) => {
          const { sender, ...announcement } = readNotification(payload);
          if (sender !== self) announce(announcement);
        });
        await session.rows(`LISTEN ${CHANNEL}`);
        backoff.reset();
        isListening = true;
        wakeAll(); // for what was announced before we listened
        await untilAborted(ended.promise, stopping.signal);
      } catch {
        // readers poll meanwhile
      }
      isListening = false;
      wakeAll();
      await backoff.wait();
    }
  };

  return {
    self,
    get isListening() {
      return isListening;
    },
    announce,
    listen(topics, wake) {
      const reader = { topics, wake };
      readers.add(reader);
      listening ??= keepListening();
      return () => readers.delete(reader);
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await listening;
    },
  };
}

/** Reads `<sender>|<partition id>:<end>,… <topic>`; without the part from `|` on it says nothing of ends. */
function readNotification(payload: string): Announcement & { readonly sender: string } {
  const space = payload.indexOf(' ');
  const [sender = '', ends] = payload.slice(0, space).split('|');
  return { sender, topic: payload.slice(space + 1), ends: ends === undefined ? null : readEnds(ends) };
}

/** Reads `<partition id>:<end>,…`. */
export function readEnds(text: string): Ends {
  return new Map(
    text.split(',').map((one) => {
      const [id, end] = one.split(':');
      return [Number(id), Number(end)];
    }),
  );
}
