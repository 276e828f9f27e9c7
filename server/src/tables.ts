import { Appointment } from './appointments/appointment.ts';
import { QuotaUseTable } from './appointments/quota-use.ts';
import { Acknowledgement } from './deliveries/acknowledgement.ts';
import { Delivery } from './deliveries/delivery.ts';
import { DeliveryChange } from './deliveries/delivery-change.ts';
import { RetryRequest } from './deliveries/retry-request.ts';
import { seedFeed } from './feed/seed-feed.ts';
import { FeedEpoch, FeedGeneration, FeedKey, Projection } from './feed/tables.ts';
import { OutboxEntry } from './outbox/outbox-entry.ts';
import { Reemission } from './reemission/reemission.ts';

/** Every table of the schema `server`, each from the folder that owns it. */
export const entities = [
  Appointment,
  Delivery,
  DeliveryChange,
  RetryRequest,
  Acknowledgement,
  FeedEpoch,
  FeedGeneration,
  Projection,
  FeedKey,
  OutboxEntry,
  Reemission,
  QuotaUseTable,
] as const;

/** What opening the database takes of the tables: they, and the rows that have to be there from the beginning. */
export const tables = { entities, seed: seedFeed } as const;
