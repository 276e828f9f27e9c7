/**
 * Promise: a status callback is read only if Twilio signed it for exactly this URL with our token; any other request
 * learns and changes nothing.
 */
import type { ChannelErrorDetails } from '../errors.ts';
import { failureText, safeText } from '../safe-text.ts';
import { classifyUndelivered } from './classify.ts';
import { twilioSdk } from './sdk.ts';

/** A request as it came in. */
export interface TwilioCallbackRequest {
  /** The URL Twilio called, exactly: our public origin, the path and the query as they came, no fragment. */
  readonly url: string;
  /** `X-Twilio-Signature`. */
  readonly signature: string | undefined;
  /** The form, undecoded. */
  readonly body: string;
}

/**
 * What a callback says of one message, in our words: `sent` Twilio has accepted it (any callback about a message
 * proves that) · `delivered` the handset confirmed · `failed` it will not arrive, `error` says why.
 */
export type TwilioReport = {
  readonly messageSid: string;
  /** Twilio's own word, for the log. */
  readonly messageStatus: string;
  /** Twilio's `ErrorCode`, whatever the status; null when it gave none. */
  readonly providerCode: string | null;
  /** The number that was written to, in full: not for a log. */
  readonly to: string | null;
} & (
  | { readonly status: 'sent' | 'delivered' }
  | { readonly status: 'failed'; readonly error: ChannelErrorDetails; readonly message: string }
);

/** `forged`: answer 403 and record nothing. `unreadable`: signed, but not about a message of ours; answer 204. */
export type TwilioCallback =
  | { readonly kind: 'forged' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'report'; readonly report: TwilioReport };

/** What each `MessageStatus` means for us: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values. */
export const twilioStatuses: Readonly<Record<string, TwilioReport['status']>> = {
  accepted: 'sent',
  scheduled: 'sent',
  queued: 'sent',
  sending: 'sent',
  sent: 'sent',
  partially_delivered: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

/** Twilio sends some twenty. Anybody may post a form, and to check a signature takes a time that grows with the square of its fields. */
const MOST_FIELDS = 200;

/**
 * Checks and reads a status callback. Pure. Callbacks come in any order and more than once: merge their reports by
 * rank, `delivered` is never overwritten.
 *
 * @param authTokens the account's token, or several while it is rotated: a signature by any of them holds
 */
export function readTwilioCallback(
  authTokens: string | readonly string[],
  { url, signature, body }: TwilioCallbackRequest,
): TwilioCallback {
  const tokens = typeof authTokens === 'string' ? [authTokens] : authTokens;
  const form = new URLSearchParams(body);
  if (form.size > MOST_FIELDS) return { kind: 'forged' };
  const params = Object.fromEntries([...new Set(form.keys())].map((name) => [name, only(form.getAll(name))]));
  if (!tokens.some((token) => token !== '' && twilioSdk().validateRequest(token, signature ?? '', url, params))) {
    return { kind: 'forged' };
  }

  const messageSid = form.get('MessageSid') ?? form.get('SmsSid') ?? '';
  const messageStatus = form.get('MessageStatus') ?? form.get('SmsStatus') ?? '';
  const providerCode = readErrorCode(form.get('ErrorCode'));
  const status = Object.hasOwn(twilioStatuses, messageStatus) ? twilioStatuses[messageStatus] : undefined;
  if (messageSid === '' || status === undefined) {
    const got = JSON.stringify(safeText(messageStatus));
    const code = providerCode === null ? '' : ` with ErrorCode ${providerCode}`;
    return { kind: 'unreadable', reason: `expected MessageSid and a known MessageStatus, got ${got}${code}` };
  }
  const known = { messageSid, messageStatus, providerCode, to: form.get('To') };
  if (status !== 'failed') return { kind: 'report', report: { ...known, status } };

  const { meaning, title, details } = classifyUndelivered(providerCode);
  const words = form.get('ErrorMessage') || form.get('ChannelStatusMessage') || title || '';
  const message = failureText(`Twilio reported ${messageStatus}: ${meaning}`, providerCode, words, tokens);
  return { kind: 'report', report: { ...known, status, error: details, message } };
}

/**
 * Has Twilio repeat a callback that we did not accept, up to five times, whatever the reason. By default it repeats
 * only failed connections: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides. A URL that
 * already has a fragment is left as it is. The fragment is no part of what Twilio signs.
 */
export function withRetries(callbackUrl: string): string {
  return callbackUrl.includes('#') ? callbackUrl : `${callbackUrl}#rc=5&rp=all`;
}

function only(values: string[]): string | string[] {
  const [value] = values;
  return values.length === 1 && value !== undefined ? value : values;
}

/** The code as Twilio gave it, if it can be one; what it leaves empty or fills with 0 is none. */
function readErrorCode(text: string | null): string | null {
  return text !== null && /^[\w.-]{1,20}$/.test(text) && !/^0*$/.test(text) ? text : null;
}
