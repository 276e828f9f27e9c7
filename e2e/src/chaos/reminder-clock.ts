/**
 * Lets reminders come due within a run. They are planned for ten minutes ahead or more, and nothing in the product makes that
 * shorter: so this moves their `due_at` in the run's own database, as if the time had come.
 */
import { randomUUID } from 'node:crypto';
import type { Query } from '@belltower/dev/query';
import { repeatedly } from '../testbed/repeatedly.ts';

/** How long between two looks. The scheduler's own, a minute, is too long for a run. */
const EVERY_MS = 500;

const WAKE = `
  INSERT INTO server.reminder (appointment_id, planned_sequence, before_minutes, event_id, due_at, email, sms, status)
  VALUES ($1, 0, 5, $1, now() + interval '1 s', false, false, 'planned')
  ON CONFLICT (appointment_id, planned_sequence, before_minutes) DO UPDATE SET due_at = excluded.due_at`;

/**
 * Of one appointment never two at once: they are five minutes apart or more, and say the same. One comes due when those before it
 * were sent, longer ago than the clocks of a provider and ours may differ: a look-up could take one for the other.
 */
const MAKE_DUE = `
  UPDATE server.reminder SET due_at = now() WHERE status = 'planned' AND random() < $1
  AND (appointment_id, planned_sequence, before_minutes) IN (
    SELECT DISTINCT ON (appointment_id) appointment_id, planned_sequence, before_minutes FROM server.reminder r
    WHERE status = 'planned' AND due_at > now() + interval '5 s' AND NOT EXISTS (
      SELECT FROM server.delivery d WHERE d.appointment_id = r.appointment_id::text AND d.kind = 'reminder'
      AND (d.status IN ('queued', 'sending', 'retrying') OR d.updated_at > now() - interval '6 s'))
    AND NOT EXISTS (
      SELECT FROM server.reminder o WHERE o.appointment_id = r.appointment_id AND o.status = 'planned' AND o.due_at <= now() + interval '5 s')
    ORDER BY appointment_id, before_minutes DESC)`;

/** Reminders that come due by chance. Disposing it ends that. */
export interface ReminderClock extends AsyncDisposable {
  /** From now on all that are planned come due at once. */
  makeAllDue(): void;
}

/**
 * Starts it: at each look a part of what is planned comes due.
 *
 * @param part of the planned reminders, from 0 to 1; with 0 none does, unless another part of the test moves it
 */
export function startReminderClock(query: Query, part: number): ReminderClock {
  /** A row of no appointment, always due a little later: so the scheduler, which sleeps until the next is due, looks again soon. */
  const waker = randomUUID();
  let due = part;
  const ticking = repeatedly(async () => {
    await query(WAKE, [waker]).catch(() => {}); // the database may be down
    if (due > 0) await query(MAKE_DUE, [due]).catch(() => {});
    return EVERY_MS;
  });
  return {
    makeAllDue() {
      due = 2;
    },
    [Symbol.asyncDispose]: () => ticking[Symbol.asyncDispose](),
  };
}
