import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageStatus, Messages, SimulatedMessage } from './messages.ts';

/** Times of the simulator, in milliseconds. */
export interface Pace {
  /** From one status to the next. */
  readonly stepMs: number;
  /** Before an answer that comes late. */
  readonly lateMs: number;
  /** Before the first repetition of a callback; each further one waits twice as long. */
  readonly callbackRetryMs: number;
}

/** How a callback is repeated: the URL's fragment, https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides. */
interface Overrides {
  /** How many repetitions. */
  readonly count: number;
  /** After which failures: connecting (`ct`), reading (`rt`), answers 4xx, 5xx, or all. */
  readonly policy: readonly string[];
}

/** Twilio's patience with a callback. */
const CALLBACK_TIMEOUT_MS = 15_000;

/** Twilio's signature: HMAC-SHA1 over the URL and every parameter, sorted by name. */
function signCallback(authToken: string, url: string, params: Readonly<Record<string, string>>): string {
  const signed = Object.keys(params)
    .sort()
    .reduce((text, name) => `${text}${name}${params[name]}`, url);
  return createHmac('sha1', authToken).update(signed).digest('base64');
}

/**
 * Moves one accepted message along its statuses, posting each to its callback URL before the next, until `signal`
 * aborts. Never rejects.
 */
export async function runMessage(
  messages: Messages,
  { sid }: SimulatedMessage,
  statuses: readonly { readonly status: MessageStatus; readonly errorCode?: number }[],
  account: { readonly accountSid: string; readonly authToken: string },
  pace: Pace,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const { status, errorCode } of statuses) {
      if (status !== 'queued') {
        await sleep(pace.stepMs, undefined, { signal });
        messages.setStatus(sid, status, errorCode);
      }
      const message = messages.get(sid);
      if (message?.statusCallback) await postStatus(messages, message, message.statusCallback, account, pace, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function postStatus(
  messages: Messages,
  message: SimulatedMessage,
  callbackUrl: string,
  { accountSid, authToken }: { readonly accountSid: string; readonly authToken: string },
  pace: Pace,
  signal: AbortSignal,
): Promise<void> {
  const [url = '', fragment = ''] = callbackUrl.split('#');
  const { count, policy } = readOverrides(fragment);
  const params = paramsOf(message, accountSid);
  const headers = { 'X-Twilio-Signature': signCallback(authToken, url, params), 'User-Agent': 'TwilioProxy/1.1' };

  for (let repetition = 0; repetition <= count; repetition += 1) {
    if (repetition > 0) await sleep(pace.callbackRetryMs * 2 ** (repetition - 1), undefined, { signal });
    const answer = await post(url, params, headers, signal);
    messages.addCallback(message.sid, message.status, answer);
    const failure = answer === null ? 'ct' : answer >= 500 ? '5xx' : answer >= 400 ? '4xx' : null;
    if (failure === null || !(policy.includes('all') || policy.includes(failure))) return;
  }
}

/** The answer's HTTP status, or null when there was none. */
async function post(
  url: string,
  params: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(CALLBACK_TIMEOUT_MS)]);
    const body = new URLSearchParams(params);
    const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal: patience });
    await response.body?.cancel();
    return response.status;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

function paramsOf({ sid, status, to, from, messagingServiceSid, errorCode }: SimulatedMessage, accountSid: string) {
  return {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    ...(from !== null && { From: from }),
    ...(messagingServiceSid !== null && { MessagingServiceSid: messagingServiceSid }),
    MessageSid: sid,
    MessageStatus: status,
    SmsSid: sid,
    SmsStatus: status,
    To: to,
    ...(errorCode !== null && { ErrorCode: String(errorCode) }),
  };
}

/** Twilio's own default is one repetition, and only when it could not connect. */
function readOverrides(fragment: string): Overrides {
  const given = new URLSearchParams(fragment);
  const count = Number(given.get('rc') ?? 1);
  return {
    count: Number.isInteger(count) && count >= 0 ? Math.min(count, 5) : 1,
    policy: (given.get('rp') ?? 'ct').split(','),
  };
}
