import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { RowOf } from '../db/row.ts';
import type { FeedPosition } from './appointment.ts';

/** The table of the idempotency keys of changes; those of bookings stand with their appointments. A key is in one of both. */
export const ChangeKey = defineEntity({
  name: 'ChangeKey',
  tableName: 'change_key',
  schema: 'server',
  indexes: [{ name: 'change_key_of_appointment', properties: ['appointmentId'] }],
  properties: {
    callerSub: p.text().primary(),
    idempotencyKey: p.text().primary(),
    inputHash: p.text(),
    appointmentId: p.uuid(),
    /** Where the feed stood before the first change of what followed. */
    feedStart: p.json<FeedPosition>(),
  },
});

/** One key as it is stored. */
export type ChangeKeyRow = RowOf<InferEntity<typeof ChangeKey>>;
