import type { Announcements } from '../announcing/announcer.ts';
import type { Channel, DeliveryStatus } from '../generated/graphql.ts';
import type { Step, Timelines } from './fold.ts';

/** What a channel is called. */
export const CHANNEL_NAMES: Record<Channel, string> = { EMAIL: 'E-mail', SMS: 'Text message' };

/** What a status is called. */
export const STATUS_NAMES: Record<DeliveryStatus, string> = {
  QUEUED: 'Waiting',
  SENDING: 'Sending',
  RETRYING: 'Trying again',
  SENT: 'Sent',
  DELIVERED: 'Delivered',
  FAILED: 'Failed',
};

/** What happened in a step, as a sentence. */
export function sentenceOf({ status, attempt, error }: Step): string {
  const why = error === null ? '' : ` ${error.message}`;
  switch (status) {
    case 'QUEUED':
      return attempt === 1 ? 'Waiting to be picked up.' : 'Waiting to be tried once more.';
    case 'SENDING':
      return attempt === 1 ? 'On its way to the provider.' : `On its way to the provider, attempt ${attempt}.`;
    case 'RETRYING':
      return `Attempt ${attempt} did not succeed.${why}`;
    case 'SENT':
      return 'The provider has accepted it.';
    case 'DELIVERED':
      return 'It has arrived.';
    case 'FAILED':
      return `It could not be sent.${why}`;
  }
}

const STANDS = 'Your appointment is booked all the same.';
const ADVICE: Readonly<Record<string, string>> = {
  INVALID_RECIPIENT: 'Is the address right? If it is not, call us with the right one, and we send it again.',
  RECIPIENT_OPTED_OUT:
    'To get our text messages again, answer START to the last one, then call us to have it sent again.',
  REJECTED: 'Is the address right? If it is, call us to be told in another way.',
  UNDELIVERED:
    'Is the address right, and the phone switched on or the mailbox not full? Call us to have it sent again.',
  MAYBE_SENT: 'It may be there all the same: look also among unwanted mail. If it is not, call us.',
};

/** What the person who booked can do about a failure, by its code; null is a failure that no code came with. */
export function customerAdviceFor(code: string | null): string {
  return `${STANDS} ${ADVICE[code ?? ''] ?? 'Note the time down, or add it to your calendar here; call us to have it sent again.'}`;
}

/**
 * What to read aloud when `before` became `after`: every delivery that was shown already and has another status now. What
 * is shown for the first time is not announced.
 */
export function announcements(before: Timelines, after: Timelines): Announcements {
  const changed = [...after.values()].filter(({ deliveryId, current }) => {
    const earlier = before.get(deliveryId)?.current;
    return earlier !== undefined && earlier !== current;
  });
  return new Map(
    changed.map(({ deliveryId, channel, current }) => [
      deliveryId,
      `${CHANNEL_NAMES[channel]}: ${STATUS_NAMES[current.status]}.${current.status === 'FAILED' ? ` ${STANDS}` : ''}`,
    ]),
  );
}
