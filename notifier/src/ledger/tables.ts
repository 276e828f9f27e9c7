/** The ledger's tables, in the schema `notifier`. Statements on them are in `statements.ts`. */

import { deliveryKinds } from '@belltower/events';
import { defineEntity, p } from '@mikro-orm/core';
import type { Report } from './entry.ts';

/** An event whose deliveries are ours: its bytes are removed 30 days after its deliveries ended, its row stays as long as the ledger keeps. */
export const SourceEventTable = defineEntity({
  name: 'SourceEvent',
  tableName: 'source_event',
  indexes: [{ properties: ['firstSeenAt'] }],
  properties: {
    eventId: p.uuid().primary(),
    appointmentId: p.text(),
    body: p.blob().nullable(),
    firstSeenAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
});

/** One delivery. No changing column has an index, so that updates stay within their page. */
export const DeliveryTable = defineEntity({
  name: 'Delivery',
  tableName: 'delivery',
  properties: {
    event: () => p.manyToOne(SourceEventTable).primary().fieldName('event_id').deleteRule('cascade'),
    channel: p.enum(['email', 'sms'] as const).primary(),
    deliveryId: p.uuid().unique(),
    appointmentId: p.text(),
    kind: p.enum(deliveryKinds).default('confirmation'),
    sequence: p.integer().default(0),
    state: p.enum(['waiting', 'handing_over', 'sent', 'failed', 'delivered'] as const),
    claim: p.uuid(),
    owner: p.uuid(),
    attempts: p.integer(),
    refusals: p.integer(),
    scheduled: p.integer(),
    inDoubt: p.integer(),
    reconciling: p.boolean(),
    queuedAt: p.datetime().columnType('timestamptz'),
    handedOverAt: p.datetime().columnType('timestamptz').nullable(),
    nextAttemptAt: p.datetime().columnType('timestamptz').nullable(),
    address: p.text().nullable(),
    retryEventId: p.uuid().nullable(),
    provider: p.text().nullable(),
    providerMessageId: p.text().nullable(),
    reports: p.json<Report[]>(),
    changedAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
});

/** The newest change of an appointment. One that has not changed, as most, has no row. */
export const AppointmentTable = defineEntity({
  name: 'Appointment',
  tableName: 'appointment',
  indexes: [{ properties: ['recordedAt'] }],
  properties: {
    id: p.text().primary(),
    sequence: p.integer(),
    isCancelled: p.boolean(),
    recordedAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
});

/** A running notifier, alive for as long as its lease says. */
export const OwnerTable = defineEntity({
  name: 'Owner',
  tableName: 'owner',
  properties: {
    id: p.uuid().primary(),
    startedAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
    leaseUntil: p.datetime().columnType('timestamptz'),
  },
});

/** An address that a provider refused as dead. */
export const SuppressionTable = defineEntity({
  name: 'Suppression',
  tableName: 'suppression',
  properties: {
    channel: p.enum(['email', 'sms'] as const).primary(),
    address: p.text().primary(),
    reason: p.text(),
    createdAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
    expiresAt: p.datetime().columnType('timestamptz'),
  },
});

/** What other producers' events had sent to one recipient: the deliveries and when each was counted, in seconds. */
export const RecipientUseTable = defineEntity({
  name: 'RecipientUse',
  tableName: 'recipient_use',
  properties: {
    /** A hash: no address stands here. */
    key: p.uuid().primary(),
    uses: p.json<Readonly<Record<string, number>>>(),
    /** When the last of them counts no more. */
    until: p.datetime().columnType('timestamptz'),
  },
});
