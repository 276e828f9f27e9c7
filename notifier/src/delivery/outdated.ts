/** Why a delivery is skipped: a newer change of its appointment made it pointless, or a reminder comes too late. Pure. */
import type { DeliveryError } from '@belltower/events';
import { isOutdated } from '../ledger/newest.ts';
import { failure } from './delivery-errors.ts';
import type { DeliveryRun } from './delivery-run.ts';

/** Why it is outdated; null if it is not, as far as is known here. The claim of each attempt asks the ledger itself. */
export function outdatedBy({ planned, newest, known }: DeliveryRun): DeliveryError | null {
  if (newest === null || !isOutdated(planned, newest)) return null;
  const doubt = (known?.entry.inDoubt ?? 0) > 0 ? ' An earlier attempt may have been accepted.' : '';
  if (newest.isCancelled) return failure('CANCELLED', `The appointment was cancelled before this was sent.${doubt}`);
  const sequences = `it is at change ${newest.sequence}, and this was of ${planned.sequence}`;
  return failure('SUPERSEDED', `The appointment was changed before this was sent: ${sequences}.${doubt}`);
}

/** A reminder that is read this long after it was due, in milliseconds, was missed … */
const LATE_MS = 10 * 60_000;
/** … and helps only if the appointment is further ahead than this, in milliseconds. */
const HELPS_MS = 30 * 60_000;

/**
 * Why a reminder is skipped that was read too late to help, while no notifier ran; null if it is none. Decided before there is
 * anything of it in the ledger: what was tried in time and not accepted has failed.
 */
export function missedBy({ planned, event, hasEntry }: DeliveryRun, now: Date): DeliveryError | null {
  if (planned.kind !== 'reminder' || hasEntry || event === null) return null;
  const aheadMs = Date.parse(event.appointment.time) - now.getTime();
  const lateMs = now.getTime() - Date.parse(event.occurred_at);
  if (aheadMs > (lateMs > LATE_MS ? HELPS_MS : 0)) return null;
  return failure('EXPIRED', 'The reminder was missed, and came too late to help.');
}
