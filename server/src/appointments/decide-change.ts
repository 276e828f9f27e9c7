/** What becomes of a change, from the appointment as it is. Pure. */
import { type ChannelName, channelNames } from '@belltower/events';
import { maySee, type Viewer } from '../auth/caller.ts';
import { badInput, conflict, type InputIssue, RequestError } from '../request-error.ts';
import { COUNTRY_FAULT, isRefusedNumber } from '../texts.ts';
import type { AppointmentRow } from './appointment.ts';
import { type AppointmentState, stateOf } from './appointment-past.ts';
import type { AppointmentRules } from './appointment-rules.ts';
import type { WantedChange } from './change-input.ts';

/** A change as it is made, a request that changes nothing, or why it is refused. */
export type Decision =
  | { readonly outcome: 'refused'; readonly error: RequestError }
  | { readonly outcome: 'unchanged'; readonly before: AppointmentRow }
  | {
      readonly outcome: 'changed';
      readonly before: AppointmentRow;
      readonly state: AppointmentState;
      readonly notify: Readonly<Record<ChannelName, boolean>>;
    };

/** What decisions depend on besides the request. */
export interface ChangeRules extends AppointmentRules {
  /** Whether guests may cancel. */
  readonly guestsMayCancel: boolean;
}

/** How often an appointment may be changed: each change is a part of what is read with it. It can always be cancelled. */
export const MOST_CHANGES = 100;

/** Decides. `row`: null where there is none with the wanted id. */
export function decideChange(
  row: AppointmentRow | null,
  wanted: WantedChange,
  caller: Viewer,
  rules: ChangeRules,
): Decision {
  const refused = (error: RequestError): Decision => ({ outcome: 'refused', error });
  if (row === null || !maySee(caller, { ...row, appointmentId: row.id })) {
    return refused(new RequestError('NOT_FOUND', 'There is no such appointment'));
  }
  if (caller.role === 'guest' && !(rules.guestsMayCancel && wanted.kind === 'cancelled')) {
    return refused(new RequestError('FORBIDDEN', 'Only who it belongs to and staff may do this'));
  }
  const issues = [...wanted.issues, ...addressIssues(row, wanted, rules)];
  if (issues.length > 0) return refused(badInput(issues));
  const { kind, expectedSequence } = wanted;
  if (expectedSequence !== null && expectedSequence !== row.sequence) return refused(conflict('SEQUENCE_CHANGED'));
  if (row.cancelledAt !== null) return refused(conflict('APPOINTMENT_CANCELLED'));
  if (row.time <= rules.now()) return refused(conflict('APPOINTMENT_PAST'));
  const state = { ...stateOf(row), ...wanted.changes };
  if (kind === 'rescheduled' && isSame(state, stateOf(row))) return { outcome: 'unchanged', before: row };
  if (kind === 'rescheduled' && row.sequence >= MOST_CHANGES) return refused(conflict('CHANGED_TOO_OFTEN'));
  return { outcome: 'changed', before: row, state, notify: wanted.notify ?? asBooked(row, rules) };
}

/** Channels that are asked for, and by which this appointment's customer cannot be reached. */
function addressIssues(
  row: AppointmentRow,
  { notify }: WantedChange,
  { smsCountries }: AppointmentRules,
): readonly InputIssue[] {
  return channelNames.flatMap((channel): InputIssue[] => {
    if (notify?.[channel] !== true) return [];
    const path = ['input', 'notify', channel];
    if (addressOf(row, channel) === null) {
      return [{ path, code: 'NOT_APPLICABLE', message: 'must not be true: the appointment has no address for it' }];
    }
    return isReachable(row, channel, smsCountries) ? [] : [{ path, ...COUNTRY_FAULT }];
  });
}

/** As booked, by the channels that are still in use. */
function asBooked(row: AppointmentRow, { channels, smsCountries }: AppointmentRules): Record<ChannelName, boolean> {
  const goes = (channel: ChannelName) => channels.includes(channel) && isReachable(row, channel, smsCountries);
  return { email: row.notifyEmail && goes('email'), sms: row.notifySms && goes('sms') };
}

function isReachable(
  row: AppointmentRow,
  channel: ChannelName,
  smsCountries: AppointmentRules['smsCountries'],
): boolean {
  return channel !== 'sms' || !isRefusedNumber(row.phone, smsCountries);
}

/** Where messages about an appointment go on a channel. */
export function addressOf({ email, phone }: Pick<AppointmentRow, 'email' | 'phone'>, channel: ChannelName) {
  return channel === 'email' ? email : phone;
}

/** Whether people would see no difference: a zone has several names, and any of them in any case. */
function isSame(one: AppointmentState, other: AppointmentState): boolean {
  const timeZone = isSameZone(one.timeZone, other.timeZone) ? other.timeZone : one.timeZone;
  return JSON.stringify({ ...one, timeZone }) === JSON.stringify(other);
}

function isSameZone(one: string, other: string): boolean {
  const zoneOf = (timeZone: string) => new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  return one !== other && zoneOf(one) === zoneOf(other);
}
