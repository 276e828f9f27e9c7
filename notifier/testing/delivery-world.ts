/** What is around the processes of `delivery-model.ts`: the ledger's row, the provider, and what was written into the log. */
import { ChannelError } from '@belltower/channels';
import { type AppointmentCreated, encode, serverSource } from '@belltower/events';
import { afterCallback } from '../src/callbacks/after-callback.ts';
import type { SendOutcome } from '../src/delivery/after-send.ts';
import type { LedgerEntry, Report } from '../src/ledger/entry.ts';
import type { KnownEntry, KnownEvent, LedgerWrite } from '../src/ledger/ledger.ts';
import { isOutdated, type Newest } from '../src/ledger/newest.ts';
import { type DeliveryRow, entryOfRow, rowOfWrite } from '../src/ledger/rows.ts';
import type { Reporter } from '../src/report/reporter.ts';
import { statusEventsOf } from '../src/report/status-events.ts';

export const IDENTITY = {
  eventId: '9f5b3ac8-1f0e-4c1b-9f7e-0f3a8a3b1c01',
  channel: 'sms',
  deliveryId: '9f5b3ac8-1f0e-4c1b-9f7e-0f3a8a3b1c02',
  appointmentId: '7',
  kind: 'confirmation',
  sequence: 0,
} as const;
/** What PostgreSQL refuses, and what is too long for it, in a provider's words. */
const AWKWARD = `no\0thing \ud800 ${'\u{1F514}'.repeat(600)}`;
const APPOINTMENT = '2030-01-01T00:00:00Z';
export const START = Date.parse('2029-12-25T00:00:00Z');
export const ADDRESS = '+15555550123';
export const event: AppointmentCreated = {
  event_id: IDENTITY.eventId,
  event_type: 'appointments.created',
  occurred_at: new Date(START).toISOString(),
  notify: { email: false, sms: true },
  appointment: {
    appointment_id: IDENTITY.appointmentId,
    user_id: '1',
    time: APPOINTMENT,
    email: null,
    phone_e164: ADDRESS,
    title: 'Check-up',
    location: undefined,
    time_zone: 'Europe/Berlin',
    duration_minutes: 30,
    locale: undefined,
  },
};
export const BODY = Buffer.from(encode(event, serverSource).value);

/** What the provider does with an attempt. */
export const behaviours = [
  'accept',
  'accept-and-call-first',
  'accept-silently',
  'lose',
  'refuse',
  'refuse-for-good',
  'account',
] as const;
export type ProviderBehaviour = (typeof behaviours)[number];

export interface World {
  now: number;
  /** The ledger has the event. */
  isRecorded: boolean;
  entry: LedgerEntry | null;
  /** The newest change of its appointment that the ledger has. */
  newest: Newest | null;
  /** How many messages were accepted when the first came, if it was open then with no attempt in progress: there may be none after it. */
  mostAccepted: number | null;
  readonly leases: Set<string>;
  /** Owners whose send is in progress: a lease outlasts it. */
  readonly sending: Set<string>;
  /** The attempts that the provider accepted, and when. */
  readonly accepted: { readonly attempt: number; readonly at: number }[];
  readonly reports: Report[];
  /** What was written into the log, by event id; null where that is not checked. */
  readonly values: Map<string, Set<string>> | null;
  /** Owners whose next write takes effect, but its answer is lost: they write it again. */
  readonly unanswered: Set<string>;
  /** Processes that were lost, or lost their lease; and answers that were lost. */
  faults: number;
  readonly behaviour: ProviderBehaviour[];
  readonly canAsk: boolean;
}

/** Another process records a change of the appointment. */
export function changeAppointment(world: World, isCancelled: boolean): void {
  const isOpen = world.entry === null || world.entry.state === 'waiting';
  if (world.newest === null && isOpen) world.mostAccepted = world.accepted.length;
  world.newest = { sequence: (world.newest?.sequence ?? 0) + 1, isCancelled };
}

/** What makes a claim too late; null if nothing does, or it is none. */
export function outdatedBy({ newest }: World, { from, to }: LedgerWrite): Newest | null {
  const isClaim = to.state === 'handing_over' && from?.state !== 'handing_over';
  return isClaim && newest !== null && isOutdated(to, newest) ? newest : null;
}

/** The ledger's promise: a write takes effect only on the entry that it was made from. */
export function write(world: World, { from, to, takesOver = false }: LedgerWrite): boolean {
  const { entry } = world;
  if (outdatedBy(world, { from, to }) !== null) return false;
  if (from === null ? entry !== null : entry === null || entry.claim !== from.claim || entry.state !== from.state) {
    return false;
  }
  if (takesOver && entry !== null && world.leases.has(entry.owner)) return false;
  const before = new Set(entry?.reports.map(({ status, attempt }) => `${status}${attempt}`));
  world.reports.push(...to.reports.filter(({ status, attempt }) => !before.has(`${status}${attempt}`)));
  world.entry = to;
  return true;
}

/** The ledger's promise: a claim is added only with an event that is new. */
export function record(world: World, [claim]: readonly LedgerEntry[]): KnownEvent {
  if (!world.isRecorded && claim !== undefined) write(world, { from: null, to: claim });
  world.isRecorded = true;
  const entries = world.entry === null ? [] : [stored(world.entry)];
  return {
    eventId: IDENTITY.eventId,
    appointmentId: IDENTITY.appointmentId,
    firstSeenAt: new Date(START),
    entries,
    isNew: true,
    suppressed: [],
    newest: world.newest,
  };
}

/** An entry as the ledger gives it back: jsonb has an order of keys of its own. */
export function stored(entry: LedgerEntry): LedgerEntry {
  const sorted = (_key: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? 1 : -1)))
      : value;
  const row: DeliveryRow = JSON.parse(JSON.stringify(rowOfWrite({ from: null, to: entry }), sorted));
  return entryOfRow(row);
}

export function known({ entry, leases, newest }: World): KnownEntry | null {
  return entry === null
    ? null
    : { entry: stored(entry), leaseLeftMs: leases.has(entry.owner) ? 1 : 0, body: BODY, newest };
}

export function emit({ values }: World, ...[entry, reports]: Parameters<Reporter['report']>): void {
  if (values === null) return;
  for (const { headers, value } of statusEventsOf(entry, reports)) {
    const id = headers.ce_id ?? '';
    values.set(id, (values.get(id) ?? new Set()).add(value));
  }
}

export function provide(world: World, attempt: number): SendOutcome {
  const behaviour = world.behaviour.shift() ?? 'accept';
  if (behaviour.startsWith('accept')) world.accepted.push({ attempt, at: world.now });
  if (behaviour === 'accept-and-call-first') {
    callBack(world, { status: 'sent', which: world.accepted.length - 1 });
  }
  const refused = (
    code: 'MAYBE_SENT' | 'PROVIDER_UNAVAILABLE' | 'REJECTED' | 'PROVIDER_MISCONFIGURED',
    kind: 'maybe-sent' | 'retry' | 'permanent' | 'account',
  ): SendOutcome => ({
    kind: 'refused',
    error: new ChannelError(AWKWARD, { code, kind, providerCode: null }),
  });
  switch (behaviour) {
    case 'accept':
    case 'accept-and-call-first':
      return {
        kind: 'accepted',
        receipt: { provider: 'p', providerMessageId: AWKWARD, acceptedAt: new Date(world.now) },
      };
    case 'accept-silently':
    case 'lose':
      world.faults += 1;
      return refused('MAYBE_SENT', 'maybe-sent');
    case 'refuse':
      return refused('PROVIDER_UNAVAILABLE', 'retry');
    case 'refuse-for-good':
      return refused('REJECTED', 'permanent');
    case 'account':
      return refused('PROVIDER_MISCONFIGURED', 'account');
  }
}

/** A callback about an attempt that the provider accepted. */
export interface Callback {
  readonly status: 'sent' | 'delivered' | 'failed';
  /** Which of the accepted attempts it is about. */
  readonly which: number;
}

/** Handles a callback, as the notifier's HTTP server does. */
export function callBack(world: World, { status, which }: Callback): void {
  const accepted = world.accepted[which];
  if (accepted === undefined || world.entry === null || !world.canAsk) return;
  const callback = { providerMessageId: 'called back', providerStatus: status, providerCode: null, to: null };
  const error = { code: 'UNDELIVERED', kind: 'permanent', providerCode: null } as const;
  const report = status === 'failed' ? { ...callback, status, error, message: AWKWARD } : { ...callback, status };
  const to = afterCallback(world.entry, accepted.attempt, report, new Date(world.now));
  if (to !== null && write(world, { from: world.entry, to })) emit(world, to, to.reports);
}
