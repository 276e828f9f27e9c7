/**
 * Tells readers that something was appended. NOTIFY is sent outside the append's transaction, for inside it every
 * commit of the database would queue at one lock; and at most each few milliseconds, the first at once. A wake-up may
 * be lost: readers look by themselves now and then.
 */
import { randomUUID } from 'node:crypto';
import { createBackoff, pause, untilAborted } from '../backoff.ts';
import type { Doorbell } from '../wake-signal.ts';
import type { Rows, Session } from './session.ts';

/** Wake-ups between the appenders and readers of all processes. */
export interface Wakeups extends AsyncDisposable {
  /** Rings at once for our own readers, and soon for those of other processes. */
  announce(topics: Iterable<string>): void;
  /** Rings `bell` at each announcement of one of these topics, until the returned function is called. */
  listen(topics: readonly string[], bell: Doorbell): () => void;
}

const CHANNEL = 'event_log';
const GATHER_MS = 5;

/** Starts wake-ups; the listening session is opened with the first reader. */
export function startWakeups(rows: Rows, openSession: () => Promise<Session>): Wakeups {
  const self = randomUUID();
  const readers = new Set<{ readonly topics: readonly string[]; readonly bell: Doorbell }>();
  const stopping = new AbortController();
  const { signal } = stopping;
  let listening: Promise<void> | null = null;
  let pending = new Set<string>();
  let telling: Promise<void> | null = null;

  const ring = (topic: string | null) => {
    for (const { topics, bell } of readers) if (topic === null || topics.includes(topic)) bell.ring();
  };

  const tell = async () => {
    while (pending.size > 0) {
      const topics = [...pending];
      pending = new Set();
      const payloads = topics.map((topic) => `${self} ${topic}`);
      await rows(`SELECT pg_notify('${CHANNEL}', payload) FROM unnest($1::text[]) AS payload`, [payloads]).catch(
        () => {},
      );
      await pause(GATHER_MS, signal);
    }
    telling = null;
  };

  const keepListening = async () => {
    const backoff = createBackoff(signal);
    while (!signal.aborted) {
      try {
        await using session = await openSession();
        const ended = Promise.withResolvers<void>();
        session.onEnd(ended.resolve);
        session.onNotification((payload) => {
          const [sender, topic] = split(payload);
          if (sender !== self) ring(topic);
        });
        await session.rows(`LISTEN ${CHANNEL}`);
        backoff.reset();
        ring(null); // what was told before we listened
        await untilAborted(ended.promise, signal);
      } catch {
        // readers look by themselves meanwhile
      }
      await backoff.wait();
    }
  };

  return {
    announce(topics) {
      for (const topic of topics) {
        ring(topic);
        pending.add(topic);
      }
      telling ??= tell();
    },
    listen(topics, bell) {
      const reader = { topics, bell };
      readers.add(reader);
      listening ??= keepListening();
      return () => readers.delete(reader);
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await Promise.all([listening, telling]);
    },
  };
}

function split(payload: string): [sender: string, topic: string] {
  const space = payload.indexOf(' ');
  return [payload.slice(0, space), payload.slice(space + 1)];
}
