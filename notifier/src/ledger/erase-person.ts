/**
 * Erases what the ledger keeps of one person: their events' bytes, corrected addresses, the providers' ids of their
 * messages, and their addresses among the dead.
 *
 * Promise: that a delivery ended, and how, stays known, so that an event that comes again sends nothing. What is still in
 * progress is left whole.
 */
import type { ChannelName } from '@belltower/events';
import type { MikroORM } from '@mikro-orm/postgresql';
import { openLedgerDatabase } from './database.ts';
import { readStoredEvent } from './stored-event.ts';

/** Who is to be erased, as the server's part of the command prints it. */
export interface Person {
  /** The subject of their tokens. */
  readonly user: string;
  /** How events name them. */
  readonly eventUserId: string;
  readonly appointments: readonly string[];
  /** Appointments that are to be left. */
  readonly leave: readonly string[];
  readonly addresses: Readonly<Record<ChannelName, readonly string[]>>;
}

/** What was found, and erased unless it was a dry run. */
export interface ErasedFromLedger {
  /** Events of theirs whose deliveries have ended. */
  readonly events: ReadonlySet<string>;
  /** Appointments of theirs, those of other producers included. */
  readonly appointments: ReadonlySet<string>;
  /** Events that are left, because a delivery of theirs is in progress. */
  readonly left: ReadonlySet<string>;
  readonly addresses: Readonly<Record<ChannelName, readonly string[]>>;
  /** How many rows were concerned, by what they are. */
  readonly rows: Readonly<Record<string, number>>;
}

const FIND = `
SELECT s.event_id AS "eventId", s.appointment_id AS "appointmentId", encode(s.body, 'base64') AS body,
  EXISTS (SELECT FROM notifier.delivery d WHERE d.event_id = s.event_id AND d.state IN ('waiting', 'handing_over')) AS "inProgress",
  (SELECT coalesce(jsonb_agg(jsonb_build_array(d.channel, d.address)), '[]') FROM notifier.delivery d
    WHERE d.event_id = s.event_id AND d.address IS NOT NULL) AS corrected
FROM notifier.source_event s
WHERE s.appointment_id IN (SELECT jsonb_array_elements_text(?::jsonb))
  OR position(convert_to(?, 'UTF8') IN s.body) > 0 OR position(convert_to(?, 'UTF8') IN s.body) > 0`;

const EVENTS = 'event_id IN (SELECT value::uuid FROM jsonb_array_elements_text(?::jsonb))';
const ERASE_BODIES = `UPDATE notifier.source_event SET body = NULL WHERE body IS NOT NULL AND ${EVENTS} RETURNING 1`;
const ERASE_DELIVERIES = `
UPDATE notifier.delivery SET address = NULL, provider_message_id = NULL, reports = (
  SELECT coalesce(jsonb_agg(r || '{"providerMessageId": null}' ORDER BY n), '[]') FROM jsonb_array_elements(reports) WITH ORDINALITY AS t(r, n))
WHERE (address IS NOT NULL OR provider_message_id IS NOT NULL
  OR EXISTS (SELECT FROM jsonb_array_elements(reports) r WHERE r->>'providerMessageId' IS NOT NULL)) AND ${EVENTS} RETURNING 1`;
const ERASE_SUPPRESSIONS = `
DELETE FROM notifier.suppression WHERE (channel, address) IN (
  SELECT e->>0, e->>1 FROM jsonb_array_elements(?::jsonb) e) RETURNING 1`;

/** Erases in one transaction, which a dry run rolls back. Rejects while the database cannot be reached. */
export async function erasePerson(url: string, person: Person, isDryRun: boolean): Promise<ErasedFromLedger> {
  const orm = await openLedgerDatabase(url);
  try {
    return await eraseIn(orm, person, isDryRun);
  } finally {
    await orm.close(true);
  }
}

async function eraseIn(orm: MikroORM, person: Person, isDryRun: boolean): Promise<ErasedFromLedger> {
  const tx = orm.em.fork();
  await tx.begin();
  try {
    const { leave, eventUserId } = person;
    const found = await tx.execute<FoundRow[]>(FIND, [
      JSON.stringify(person.appointments),
      eventUserId,
      eventUserId.toUpperCase(),
    ]);
    const theirs = found.flatMap((row) => eventOf(row, person)).filter((one) => !leave.includes(one.appointmentId));
    const ended = theirs.filter(({ inProgress }) => !inProgress);
    const addresses = {
      email: unique([...person.addresses.email, ...ended.flatMap((one) => one.addresses.email)]),
      sms: unique([...person.addresses.sms, ...ended.flatMap((one) => one.addresses.sms)]),
    };
    const events = JSON.stringify(ended.map(({ eventId }) => eventId));
    const dead = [
      ...addresses.email.map((address) => ['email', address.toLowerCase()]),
      ...addresses.sms.map((address) => ['sms', address]),
    ];
    const count = async (sql: string, parameter: string) => (await tx.execute<object[]>(sql, [parameter])).length;
    const rows = {
      "events' bytes": await count(ERASE_BODIES, events),
      'deliveries with an address or a provider’s id': await count(ERASE_DELIVERIES, events),
      'dead addresses': await count(ERASE_SUPPRESSIONS, JSON.stringify(dead)),
    };
    await (isDryRun ? tx.rollback() : tx.commit());
    return {
      events: new Set(ended.map(({ eventId }) => eventId)),
      appointments: new Set([...person.appointments, ...ended.map(({ appointmentId }) => appointmentId)]),
      left: new Set(theirs.filter(({ inProgress }) => inProgress).map(({ eventId }) => eventId)),
      addresses,
      rows,
    };
  } catch (error) {
    await tx.rollback();
    throw error;
  }
}

interface FoundRow {
  readonly eventId: string;
  readonly appointmentId: string;
  readonly body: string | null;
  readonly inProgress: boolean;
  readonly corrected: readonly (readonly [ChannelName, string])[];
}

function eventOf({ eventId, appointmentId, body, inProgress, corrected }: FoundRow, person: Person) {
  const stored = readStoredEvent(body === null ? null : Buffer.from(body, 'base64'));
  const appointment = stored.kind === 'event' ? stored.event.appointment : null;
  // what cannot be read any more was found by their id in it
  const isTheirs = appointment?.user_id === person.eventUserId || stored.kind === 'unreadable';
  if (!isTheirs && !person.appointments.includes(appointmentId)) return [];
  const correctedOn = (name: ChannelName) => corrected.flatMap(([channel, to]) => (channel === name ? [to] : []));
  const addresses = {
    email: [...present(appointment?.email), ...correctedOn('email')],
    sms: [...present(appointment?.phone_e164), ...correctedOn('sms')],
  };
  return [{ eventId, appointmentId, inProgress, addresses }];
}

function present(address: string | null | undefined): readonly string[] {
  return address === null || address === undefined || address === '' ? [] : [address];
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
