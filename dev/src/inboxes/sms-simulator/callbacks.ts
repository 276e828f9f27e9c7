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

/** Who calls, how fast, and until when. */
export interface Caller {
  readonly messages: Messages;
  readonly accountSid: string;
  readonly authToken: string;
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

const CALLBACK_TIMEOUT_MS = 15_000;

/**
 * Moves one accepted message along its statuses, posting each to its callback URL before the next, until the signal
 * aborts. Never rejects.
 */
export async function runMessage(
  caller: Caller,
  { sid }: SimulatedMessage,
  statuses: readonly { readonly status: MessageStatus; readonly errorCode?: number }[],
): Promise<void> {
  const { messages, pace, signal } = caller;
  try {
    for (const { status, errorCode } of statuses) {
      if (status !== 'queued') {
        await sleep(pace.stepMs, undefined, { signal });
        messages.setStatus(sid, status, errorCode);
      }
      const message = messages.get(sid);
      if (message?.statusCallback) await postStatus(caller, message, message.statusCallback);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function postStatus(caller: Caller, message: SimulatedMessage, callbackUrl: string): Promise<void> {
  const { messages, accountSid, authToken, pace, signal } = caller;
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

type Fields = Readonly<Record<string, string>>;

/** Twilio's signature: HMAC-SHA1 over the URL and every parameter, sorted by name. */
function signCallback(authToken: string, url: string, params: Fields): string {
  const sorted = Object.keys(params).sort();
  const signed = url + sorted.map((name) => `${name}${params[name]}`).join('');
  return createHmac('sha1', authToken).update(signed).digest('base64');
}

/** The answer's HTTP status, or null when there was none. */
async function post(url: string, params: Fields, headers: Fields, signal: AbortSignal): Promise<number | null> {
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

/**
 * How a callback is repeated, in its URL's fragment: how often, and after which failures: connecting (`ct`), answers 4xx, 5xx,
 * or all (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides). By default once, when it cannot connect.
 */
function readOverrides(fragment: string): { readonly count: number; readonly policy: readonly string[] } {
  const given = new URLSearchParams(fragment);
  const count = Number(given.get('rc') ?? 1);
  return {
    count: Number.isInteger(count) && count >= 0 ? Math.min(count, 5) : 1,
    policy: (given.get('rp') ?? 'ct').split(','),
  };
}
