import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { RowOf } from '../db/row.ts';

/** The table of failures that somebody has seen to. A retry takes the row away: its failure would be another one. */
export const Acknowledgement = defineEntity({
  name: 'Acknowledgement',
  tableName: 'acknowledgement',
  schema: 'server',
  properties: {
    deliveryId: p.uuid().primary(),
    /** The subject of who has seen to it. */
    by: p.text(),
    note: p.text().nullable(),
    at: p.datetime(3),
  },
});

/** One acknowledgement as it is stored. */
export type AcknowledgementRow = RowOf<InferEntity<typeof Acknowledgement>>;
