import type { Channel, LeftOutPart, LeftOutReason } from '../generated/graphql.ts';

const ADVICE: Readonly<Record<string, string>> = {
  INVALID_RECIPIENT: 'Ask for the right address or number, and send it again to that.',
  RECIPIENT_OPTED_OUT: 'They have asked for no text messages. Tell them by phone or by e-mail, and note it here.',
  REJECTED: 'The provider refuses this message. Tell them by phone, or try another address.',
  RATE_LIMITED:
    'The provider takes fewer messages than we have, or this recipient was sent enough for a day: send it again later.',
  PROVIDER_UNAVAILABLE: 'The provider does not answer. Send it again once it does.',
  PROVIDER_MISCONFIGURED: 'Our account at the provider is at fault. Have it fixed, then send it again.',
  MAYBE_SENT: 'It may have arrived: ask before you send it again.',
  EXPIRED: 'It could not be sent in time. Tell them by phone, or send it again if it is still of use.',
  UNDELIVERED: 'The provider accepted it and could not deliver it. Check the address, or tell them by phone.',
};

/** What the desk can do about a failure. */
export function adviceFor(code: string): string {
  return ADVICE[code] ?? 'Tell them by phone, or send it again.';
}

/** Why a retry was refused, by `retryDelivery`'s code. */
export function refusalOf(code: string): string {
  return code === 'NOT_FOUND'
    ? 'There is no such delivery any more.'
    : 'It is not failed any more, it is being sent again already, or a newer message replaces it.';
}

const PARTS: Readonly<Record<LeftOutPart, string>> = { TITLE: 'title', LOCATION: 'location', REASON: 'reason' };

/** What of an appointment a text message does not say, before what that is. */
export function leftOutSentence(of: LeftOutPart, why: LeftOutReason): string {
  if (why === 'PICTURE') return `Pictures in the ${PARTS[of]} were left out of the text message:`;
  return `The text message had no room for the end of the ${PARTS[of]}:`;
}

const WAITING: Readonly<Record<string, string>> = {
  NOT_PICKED_UP: 'were booked and not picked up for over a minute. Is the notifier running?',
  PROVIDER_UNAVAILABLE: 'wait for a provider that does not answer.',
  PROVIDER_MISCONFIGURED: 'wait until our account at the provider is fixed.',
  RATE_LIMITED: 'wait because the provider takes no more just now.',
};

/** What keeps deliveries waiting on a channel, as a sentence for the desk. */
export function problemSentence(channel: Channel, code: string, waiting: number): string {
  const what = channel === 'EMAIL' ? ['E-mail', 'E-mails'] : ['Text message', 'Text messages'];
  const rest = WAITING[code] ?? `are tried again (${code}).`;
  if (waiting !== 1) return `${waiting} ${what[1]?.toLowerCase()} ${rest}`;
  return `1 ${what[0]?.toLowerCase()} ${rest
    .replace(/^were /, 'was ')
    .replace(/^wait /, 'waits ')
    .replace(/^are /, 'is ')}`;
}
