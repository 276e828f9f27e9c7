/** What is written for a change: its row, its deliveries and its event. Pure but for the new id. */

import { randomUUIDv7 } from 'node:crypto';
import { channelNames, deliveryIdOf, encodeTrusted, kindOf } from '@belltower/events';
import type { Caller } from '../auth/caller.ts';
import { EVENT_SOURCE } from '../outbox/write-events.ts';
import { type PlannedReminder, planReminders } from '../reminders/plan-reminders.ts';
import { narrowRules, type ReminderSettings } from '../reminders/reminder-rules.ts';
import type { RequestError } from '../request-error.ts';
import type { AppointmentRow } from './appointment.ts';
import type { AppointmentChangeRow } from './appointment-change.ts';
import type { EventSettings } from './appointment-created.ts';
import { changeEventOf } from './appointment-events.ts';
import type { AppointmentState } from './appointment-past.ts';
import type { WantedChange } from './change-input.ts';
import { addressOf, type ChangeRules, decideChange } from './decide-change.ts';
import { type QuotaLimits, quotaUsesOf } from './quota.ts';
import type { ChangeWrite } from './write-changes.ts';

/** One request to change an appointment. */
export interface ChangeRequest {
  readonly wanted: WantedChange;
  readonly caller: Caller;
  /** The trace that the request belongs to, if any; its event carries it on. */
  readonly traceparent: string | undefined;
  /** What of the installation events have. */
  readonly settings: EventSettings;
}

/** What is to be written for a request, or why it is refused. */
export type Planned =
  | { readonly outcome: 'refused'; readonly error: RequestError }
  | { readonly outcome: 'accepted'; readonly write: ChangeWrite };

/** What plans depend on besides the request. */
export interface PlanSettings {
  readonly rules: ChangeRules;
  readonly quotas: QuotaLimits;
  readonly reminders: ReminderSettings;
}

/** Plans a change of an appointment, or refuses it. `row`: null where there is no such appointment. */
export function planChange(
  { wanted, caller, traceparent, settings }: ChangeRequest,
  row: AppointmentRow | null,
  { rules, quotas, reminders }: PlanSettings,
): Planned {
  const decision = decideChange(row, wanted, caller, rules);
  if (decision.outcome === 'refused') return decision;
  const { idempotencyKey, inputHash } = wanted;
  const { before } = decision;
  const request = { before, callerSub: caller.sub, idempotencyKey, inputHash };
  if (decision.outcome === 'unchanged') return { outcome: 'accepted', write: { ...request, changed: null } };
  const { state, notify } = decision;
  const change: AppointmentChangeRow = {
    appointmentId: before.id,
    sequence: before.sequence + 1,
    eventId: randomUUIDv7(),
    kind: wanted.kind,
    at: rules.now(),
    callerSub: caller.sub,
    callerRole: caller.role,
    notifyEmail: notify.email,
    notifySms: notify.sms,
    corrections: before.corrections,
    reason: wanted.reason,
    timeBefore: before.time,
    timeZoneBefore: before.timeZone,
    durationMinutesBefore: before.durationMinutes,
    titleBefore: before.title,
    locationBefore: before.location,
  };
  const event = changeEventOf({ ...before, ...state }, change, settings);
  const notified = channelNames.filter((channel) => notify[channel]);
  const changed = {
    row: change,
    state,
    deliveries: notified.map((channel) => ({ id: deliveryIdOf(change.eventId, channel), channel })),
    deliveryKind: kindOf(event),
    reminders: remindersAfter(before, change, state, reminders),
    event: encodeTrusted(event, EVENT_SOURCE, traceparent),
    uses: quotaUsesOf(
      caller,
      Object.fromEntries(notified.map((channel) => [channel, addressOf(before, channel)])),
      quotas,
    ),
  };
  return { outcome: 'accepted', write: { ...request, changed } };
}

/** What the appointment is reminded of from then on; null: as before, for it begins when it began. */
function remindersAfter(
  before: AppointmentRow,
  { kind, at }: Pick<AppointmentChangeRow, 'kind' | 'at'>,
  state: AppointmentState,
  { rules, hours }: ReminderSettings,
): readonly PlannedReminder[] | null {
  if (kind === 'cancelled') return [];
  if (state.time.getTime() === before.time.getTime() && state.timeZone === before.timeZone) return null;
  const channels = { email: before.notifyEmail, sms: before.notifySms };
  return planReminders(state, narrowRules(before.reminderRules ?? rules, channels), hours, at);
}
