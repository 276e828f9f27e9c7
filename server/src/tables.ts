import type { EntityManager } from '@mikro-orm/postgresql';
import { Appointment } from './appointments/appointment.ts';
import { AppointmentChange } from './appointments/appointment-change.ts';
import { ChangeKey } from './appointments/change-key.ts';
import { QuotaUseTable } from './appointments/quota-use.ts';
import { Acknowledgement } from './deliveries/acknowledgement.ts';
import { AddressCorrection } from './deliveries/address-correction.ts';
import { adoptRetries } from './deliveries/adopt-retries.ts';
import { Delivery } from './deliveries/delivery.ts';
import { DeliveryChange } from './deliveries/delivery-change.ts';
import { RetryHistory } from './deliveries/retry-history.ts';
import { RetryRequest } from './deliveries/retry-request.ts';
import { DeliveryRollup, DeliveryRollupStale, DeliveryRollupThrough } from './deliveries/rollup.ts';
import { seedFeed } from './feed/seed-feed.ts';
import { FeedEpoch, FeedGeneration, FeedKey, Projection } from './feed/tables.ts';
import { OutboxEntry } from './outbox/outbox-entry.ts';
import { Reemission } from './reemission/reemission.ts';
import { Reminder } from './reminders/reminder.ts';

/** Every table of the schema `server`, each from the folder that owns it. */
export const entities = [
  Appointment,
  AppointmentChange,
  AddressCorrection,
  ChangeKey,
  Reminder,
  Delivery,
  DeliveryChange,
  RetryRequest,
  RetryHistory,
  Acknowledgement,
  FeedEpoch,
  FeedGeneration,
  Projection,
  FeedKey,
  OutboxEntry,
  Reemission,
  QuotaUseTable,
  DeliveryRollup,
  DeliveryRollupThrough,
  DeliveryRollupStale,
] as const;

/** What opening the database takes of the tables: they, and the rows that have to be there from the beginning. */
export const tables = {
  entities,
  async seed(tx: EntityManager) {
    await seedFeed(tx);
    await adoptRetries(tx);
  },
} as const;
