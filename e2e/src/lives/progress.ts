/** How far each appointment has come, looked at again and again by all lives together. */
import type { Query } from '@belltower/dev/query';
import { repeatedly } from '../testbed/repeatedly.ts';

/** Where one stands. */
export interface Standing {
  /** Its deliveries, and those of them that are not terminal. */
  readonly deliveries: number;
  readonly open: number;
  /** Its reminders that are due and not emitted, and those that are emitted. */
  readonly due: number;
  readonly emitted: number;
  /** How many of its events the notifiers' ledger has. */
  readonly recorded: number;
}

/** Looks. Disposing it ends that. */
export interface Progress extends AsyncDisposable {
  /** Resolves when the appointment stands as wanted, by a look that began after the call. Rejects when that takes too long. */
  until(appointmentId: string, what: string, isReached: (standing: Standing) => boolean): Promise<void>;
}

const LOOK = `
  SELECT appointment_id AS id, sum(deliveries)::int AS deliveries, sum(open)::int AS open,
    sum(due)::int AS due, sum(emitted)::int AS emitted, sum(recorded)::int AS recorded
  FROM (
    SELECT appointment_id, 1 AS deliveries, (status IN ('queued', 'sending', 'retrying'))::int AS open,
      0 AS due, 0 AS emitted, 0 AS recorded FROM server.delivery
    UNION ALL SELECT appointment_id::text, 0, 0, (status = 'planned' AND due_at <= now())::int, (status = 'due')::int, 0 FROM server.reminder
    UNION ALL SELECT appointment_id, 0, 0, 0, 0, 1 FROM notifier.source_event) all_of_it
  GROUP BY appointment_id`;
const NOTHING: Standing = { deliveries: 0, open: 0, due: 0, emitted: 0, recorded: 0 };
const EVERY_MS = 300;
/** Against hangs only. */
const HANG_MS = 120_000;

/** Starts looking. */
export function watchProgress(query: Query): Progress {
  let waiting: { resolve(found: ReadonlyMap<string, Standing>): void }[] = [];
  const looking = repeatedly(async () => {
    const requested = waiting;
    waiting = [];
    const rows = await query<Standing & { id: string }>(LOOK).catch(() => null);
    if (rows === null) waiting.push(...requested);
    else {
      const found = new Map(rows.map((row) => [row.id, row]));
      for (const { resolve } of requested) resolve(found);
    }
    return EVERY_MS;
  });
  return {
    async until(id, what, isReached) {
      const end = Date.now() + HANG_MS;
      for (;;) {
        const found = await new Promise<ReadonlyMap<string, Standing>>((resolve) => waiting.push({ resolve }));
        const standing = found.get(id) ?? NOTHING;
        if (isReached(standing)) return;
        if (Date.now() > end) throw new Error(`${id}: ${what}: still ${JSON.stringify(standing)}`);
      }
    },
    [Symbol.asyncDispose]: () => looking[Symbol.asyncDispose](),
  };
}
