/**
 * Promise: the events of other producers have sent no recipient more than the bound of a day on a channel, whatever the
 * spelling of their address, and over restarts and all notifiers together. A delivery is counted once, however often
 * its event comes. Ours are not counted here: the server bounds what customers book, and staff may write more.
 */
import { hash } from 'node:crypto';
import { recipientOf, serverSource } from '@belltower/events';
import type { Ledger } from '../ledger/ledger.ts';
import { failure } from './delivery-errors.ts';
import type { DeliveryRun } from './delivery-run.ts';
import type { RecipientBounds, Refusal } from './refusal.ts';

const REFUSED =
  'This recipient was sent too many messages by other producers in the last day (RECIPIENT_MESSAGES_PER_DAY).';

const DAY_SECONDS = 86_400;

/** Whether a delivery counts for its recipient: one with an entry was decided on before, and a retry was requested by staff. */
export function isCounted({ record, request, hasEntry }: DeliveryRun, { messagesPerDay }: RecipientBounds): boolean {
  return messagesPerDay > 0 && !hasEntry && request === null && record.source !== serverSource;
}

/** Creates the function that counts a delivery for its recipient, and says why where it is one too many. */
export function createRecipients(ledger: Pick<Ledger, 'countRecipient'>, bounds: RecipientBounds) {
  const { messagesPerDay: most } = bounds;
  return async (run: DeliveryRun): Promise<Refusal | null> => {
    if (!isCounted(run, bounds)) return null;
    const { channel, address, deliveryId } = run.planned;
    const key = hash('sha256', `${channel}|${recipientOf(channel, address)}`).slice(0, 32);
    const hasRoom = await ledger.countRecipient({ key, deliveryId, most, seconds: DAY_SECONDS });
    return hasRoom ? null : { error: failure('RATE_LIMITED', REFUSED), limit: channel };
  };
}
