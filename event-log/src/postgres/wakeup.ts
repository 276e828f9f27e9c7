/**
 * Wakes readers when something was appended. NOTIFY is sent outside the append's transaction, because inside it every
 * commit of the database would queue for one lock; the first is sent at once, then at most one every few milliseconds. A
 * wake-up may be lost: readers poll as well.
 */
import { randomUUID } from 'node:crypto';
import { createBackoff, pause, untilAborted } from '../backoff.ts';
import type { WakeSignal } from '../wake-signal.ts';
import type { Rows, Session } from './session.ts';

/** Wake-ups between the appenders and readers of all processes. */
export interface Wakeups extends AsyncDisposable {
  /** Wakes our own readers of these topics at once, and soon those of other processes. */
  announce(topics: Iterable<string>): void;
  /** Wakes `signal` at each announcement of one of these topics, until the returned function is called. */
  listen(topics: readonly string[], signal: WakeSignal): () => void;
}

const CHANNEL = 'event_log';
const BATCH_MS = 5;

/** Starts wake-ups; the listening session is opened with the first reader. */
export function startWakeups(rows: Rows, openSession: () => Promise<Session>): Wakeups {
  const self = randomUUID();
  const readers = new Set<{ readonly topics: readonly string[]; readonly signal: WakeSignal }>();
  const stopping = new AbortController();
  let listening: Promise<void> | null = null;
  let pending = new Set<string>();
  let notifying: Promise<void> | null = null;

  /** Wakes the readers of a topic; null: all. */
  const wake = (topic: string | null) => {
    for (const { topics, signal } of readers) if (topic === null || topics.includes(topic)) signal.wake();
  };

  const notifyOthers = async () => {
    while (pending.size > 0) {
      const payloads = [...pending].map((topic) => `${self} ${topic}`);
      pending = new Set();
      await rows(`SELECT pg_notify('${CHANNEL}', payload) FROM unnest($1::text[]) AS payload`, [payloads]).catch(
        () => {},
      );
      await pause(BATCH_MS, stopping.signal);
    }
    notifying = null;
  };

  const keepListening = async () => {
    const backoff = createBackoff(stopping.signal);
    while (!stopping.signal.aborted) {
      try {
        await using session = await openSession();
        const ended = Promise.withResolvers<void>();
        session.onEnd(ended.resolve);
        session.onNotification((payload) => {
          const [sender, topic] = split(payload);
          if (sender !== self) wake(topic);
        });
        await session.rows(`LISTEN ${CHANNEL}`);
        backoff.reset();
        wake(null); // for what was announced before we listened
        await untilAborted(ended.promise, stopping.signal);
      } catch {
        // readers poll meanwhile
      }
      await backoff.wait();
    }
  };

  return {
    announce(topics) {
      for (const topic of topics) {
        wake(topic);
        pending.add(topic);
      }
      notifying ??= notifyOthers();
    },
    listen(topics, signal) {
      const reader = { topics, signal };
      readers.add(reader);
      listening ??= keepListening();
      return () => readers.delete(reader);
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await Promise.all([listening, notifying]);
    },
  };
}

function split(payload: string): [sender: string, topic: string] {
  const space = payload.indexOf(' ');
  return [payload.slice(0, space), payload.slice(space + 1)];
}
