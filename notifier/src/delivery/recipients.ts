/**
 * Promise: the events of other producers have sent no recipient more than the bound of a day on a channel, whatever the
 * spelling of their address, and over restarts and all notifiers together. A delivery is counted once, however often
 * its event comes. Ours are not counted here: the server bounds what customers book, and staff may write more.
 */
import { hash } from 'node:crypto';
import { type DeliveryError, recipientOf, serverSource } from '@belltower/events';
import type { RecipientBounds } from '../config.ts';
import { failure } from '../intake/plan.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Course } from './delivery-run.ts';

/** Said of a recipient who was sent enough. */
export const RECIPIENT_REFUSED =
  'This recipient was sent too many messages by other producers in the last day (RECIPIENT_MESSAGES_PER_DAY).';

const DAY_SECONDS = 86_400;

/** Makes the function that says why a delivery is one too many for its recipient, and counts it where it is not. */
export function createRecipients(ledger: Pick<Ledger, 'countRecipient'>, { messagesPerDay: most }: RecipientBounds) {
  return async ({ planned, record, request, hasEntry }: Course): Promise<DeliveryError | null> => {
    // an attempt was decided on before; a retry is asked for by staff
    if (most === 0 || hasEntry || request !== null || record.source === serverSource) return null;
    const { channel, address, deliveryId } = planned;
    const key = hash('sha256', `${channel}|${recipientOf(channel, address)}`).slice(0, 32);
    const hasRoom = await ledger.countRecipient({ key, deliveryId, most, seconds: DAY_SECONDS });
    return hasRoom ? null : failure('RATE_LIMITED', RECIPIENT_REFUSED);
  };
}
