/** A move as it is typed, and as it is sent: only what differs from the appointment. Pure. */
import { checkPlan, type Draft, emptyDraft } from '../book/draft.ts';
import type { FieldIssue } from '../forms/words.ts';
import type { RescheduleAppointmentInput } from '../generated/graphql.ts';
import { writeLocalTime } from '../time/local-time.ts';
import { isTimeZone } from '../time/zones.ts';
import type { Changeable } from './changeable.ts';

/** What is wrong with a move, and its input where it can be sent; `isSame`: nothing was changed. */
export interface CheckedMove {
  readonly issues: readonly FieldIssue[];
  readonly input: Omit<RescheduleAppointmentInput, 'idempotencyKey'> | null;
  readonly isSame: boolean;
}

/** The form with an appointment as it is. In a zone that the browser does not know its time is shown in UTC. */
export function draftOf({ title, location, time, timeZone, durationMinutes, notify }: Changeable): Draft {
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC';
  const { local, occurrence } = writeLocalTime(time, zone);
  return {
    ...emptyDraft(),
    title: title ?? '',
    location: location ?? '',
    when: local,
    occurrence,
    timeZone: zone,
    durationMinutes: String(durationMinutes),
    byEmail: notify.email,
    bySms: notify.sms,
  };
}

/**
 * Checks a draft of `base`. What was not touched is not sent: a time stays as it is to the second, and may be one that has
 * passed on this device's clock.
 */
export function checkMove(draft: Draft, base: Changeable, now: Date): CheckedMove {
  const before = draftOf(base);
  const isMoved = TIME.some((part) => draft[part] !== before[part]);
  const { issues, input: plan } = checkPlan(draft, now);
  const relevant = isMoved ? issues : issues.filter(({ field }) => field !== 'when');
  if (plan === null) return { issues: relevant, input: null, isSame: false };
  const changes = {
    ...(isMoved && { time: plan.time, timeZone: plan.timeZone }),
    ...(draft.durationMinutes !== before.durationMinutes && { durationMinutes: plan.durationMinutes }),
    ...(plan.title !== base.title && { title: plan.title }),
    ...(plan.location !== base.location && { location: plan.location }),
  };
  const input = { id: base.id, ...changes, notify: notifyOf(draft, base), expectedSequence: base.sequence };
  return { issues: relevant, input, isSame: Object.keys(changes).length === 0 };
}

/** The chosen channels, among those that were booked. */
export function notifyOf(
  { byEmail, bySms }: Pick<Draft, 'byEmail' | 'bySms'>,
  { notify }: Pick<Changeable, 'notify'>,
): Changeable['notify'] {
  return { email: notify.email && byEmail, sms: notify.sms && bySms };
}

const TIME = ['when', 'occurrence', 'timeZone'] as const;

/** What was typed into a draft of `base`, in a draft of what the appointment is `now`. */
export function mergeDraft(draft: Draft, base: Changeable, now: Changeable): Draft {
  const [before, after] = [draftOf(base), draftOf(now)];
  const isMoved = TIME.some((part) => draft[part] !== before[part]);
  const { when, occurrence, timeZone } = isMoved ? draft : after;
  const kept = (part: 'title' | 'location' | 'durationMinutes') =>
    draft[part] === before[part] ? after[part] : draft[part];
  return {
    ...draft,
    when,
    occurrence,
    timeZone,
    title: kept('title'),
    location: kept('location'),
    durationMinutes: kept('durationMinutes'),
  };
}
