/** Waits until nothing is left to do: outbox empty, no reminder planned, the group at the end of its topics, every delivery terminal and shown to the subscribers. */
import { setTimeout as wait } from 'node:timers/promises';
import type { EventLog } from '@belltower/event-log';
import { consumedTopics } from '../../../notifier/src/consumed-topics.ts';
import type { Stage } from './stage.ts';
import type { Subscriber } from './subscriber.ts';

/** How it ended. */
export interface Settled {
  /** How long it took; null: not within the limit. */
  readonly settledMs: number | null;
  /** What was left when waiting ended. */
  readonly unsettled: string;
}

/** Looks again and again, for `withinMs` at most. */
export async function settle(
  { query }: Stage,
  log: EventLog,
  subscribers: readonly Subscriber[],
  { withinMs, onProgress }: { readonly withinMs: number; onProgress(text: string): void },
): Promise<Settled> {
  const start = Date.now();
  let lastReportedAt = start;
  for (;;) {
    const left = await whatIsLeft(query, log, subscribers).catch((error: Error) => `unknown: ${error.message}`);
    if (left === '') return { settledMs: Date.now() - start, unsettled: '' };
    const refusals = subscribers.flatMap(({ stream }) => stream().refusals);
    if (refusals.length > 0) return { settledMs: null, unsettled: `${left}; streams were refused: ${refusals}` };
    if (Date.now() - start > withinMs) return { settledMs: null, unsettled: left };
    if (Date.now() - lastReportedAt > 10_000) {
      lastReportedAt = Date.now();
      onProgress(`left to do: ${left}`);
    }
    await wait(200);
  }
}

async function whatIsLeft(query: Stage['query'], log: EventLog, subscribers: readonly Subscriber[]): Promise<string> {
  const [rows] = await query<{ outbox: number; notTerminal: number; reminders: number; changes: number }>(
    `SELECT (SELECT count(*) FROM server.outbox)::int AS outbox,
            (SELECT count(*) FROM server.delivery WHERE status NOT IN ('sent', 'delivered', 'failed', 'skipped'))::int AS "notTerminal",
            (SELECT count(*) FROM server.reminder WHERE status = 'planned' AND appointment_id IN (SELECT id FROM server.appointment))::int AS reminders,
            (SELECT count(*) FROM server.delivery_change)::int AS changes`,
  );
  const lag = await Promise.all(consumedTopics.map((topic) => lagOf(log, topic)));
  const staff = subscribers.find((subscriber) => subscriber.stream().user === null);
  const left = {
    'events in the outbox': rows?.outbox ?? 0,
    'events unfinished by the notifier': lag.reduce((sum, one) => sum + one, 0),
    'deliveries not terminal': rows?.notTerminal ?? 0,
    'reminders planned': rows?.reminders ?? 0,
    'changes not sent to staff': Math.max(0, (rows?.changes ?? 0) - (staff?.stream().changes.length ?? 0)),
  };
  return Object.entries(left)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

async function lagOf(log: EventLog, topic: string): Promise<number> {
  const positions = await log.positions(topic, 'notifier');
  return positions.reduce((sum, { start, end, committed }) => sum + end - Math.max(start, committed ?? 0), 0);
}
