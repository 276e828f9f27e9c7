import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { RowOf } from '../db/row.ts';

/** The table of failures that staff have dealt with. A retry removes the row: its failure would be another one. */
export const Acknowledgement = defineEntity({
  name: 'Acknowledgement',
  tableName: 'acknowledgement',
  schema: 'server',
  properties: {
    deliveryId: p.uuid().primary(),
    /** The subject of the member of staff. */
    by: p.text(),
    note: p.text().nullable(),
    at: p.datetime(3),
  },
});

/** One acknowledgement as it is stored. */
export type AcknowledgementRow = RowOf<InferEntity<typeof Acknowledgement>>;
