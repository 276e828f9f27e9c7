import type { ChannelName } from '@belltower/events';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { RowOf } from '../db/row.ts';

/**
 * The table of corrections of appointments' addresses, with what each address was before: the appointment has the new one, and its
 * events of before are made again with the old one. Rows are only inserted.
 */
export const AddressCorrection = defineEntity({
  name: 'AddressCorrection',
  tableName: 'address_correction',
  schema: 'server',
  properties: {
    appointmentId: p.uuid().primary(),
    /** Of the appointment's corrections, from 1. */
    number: p.integer().primary(),
    channel: p.text().$type<ChannelName>(),
    /** The address until then; null where there was none. */
    addressBefore: p.text().nullable(),
    address: p.text(),
    /** The delivery that was sent again with it. */
    deliveryId: p.uuid(),
    at: p.datetime(3),
    /** The subject of the token of who corrected it. */
    correctedBy: p.text(),
  },
});

/** One correction as it is stored. */
export type AddressCorrectionRow = RowOf<InferEntity<typeof AddressCorrection>>;
