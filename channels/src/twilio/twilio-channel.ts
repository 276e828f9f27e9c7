/**
 * Promise: an SMS is reported as accepted only on Twilio's word, and as surely not accepted only if the request never
 * left or Twilio refused it. Everything between is `maybe-sent`, and `find` looks the message up at Twilio.
 */
import { z } from 'zod';
import type { Channel, Receipt, Sms } from '../channel.ts';
import { ChannelError } from '../errors.ts';
import { failureText, safeText } from '../safe-text.ts';
import { createSendsInFlight } from '../sends-in-flight.ts';
import { type CallTwilio, connectTwilio, type TwilioClient } from './api.ts';
import { withRetries } from './callback.ts';
import { classifyTwilio } from './classify.ts';
import type { TwilioFailure } from './failure.ts';
import { reachesUs } from './public-url.ts';

/** The account SMS go out from, and how long to wait for Twilio. Times are in milliseconds. */
export interface TwilioConfig {
  readonly accountSid: string;
  /** The account's token: signs in where no API key is given, and checks callbacks. */
  readonly authToken: string | null;
  /** The token before, which Twilio may still sign callbacks with while it is rotated. */
  readonly previousAuthToken?: string | undefined;
  /** Signs in instead of the account's token. */
  readonly apiKey?: { readonly sid: string; readonly secret: string } | undefined;
  /** One of our numbers, or the service that chooses one. */
  readonly sender: { readonly from: string } | { readonly messagingServiceSid: string };
  /** Another API origin (a proxy, a simulator); null is Twilio's own. */
  readonly apiUrl: string | null;
  /** Where Twilio keeps and handles our data, such as `ie1`: https://www.twilio.com/docs/global-infrastructure. */
  readonly region?: string | undefined;
  /** Where we enter Twilio's network, such as `dublin`. */
  readonly edge?: string | undefined;
  /** For the connection, TLS included. @default 5_000 */
  readonly connectTimeoutMs?: number;
  /** For the whole send, in milliseconds. @default 30_000 */
  readonly deadlineMs?: number;
}

/** The SMS channel can always look a message up. */
export type SmsChannel = Channel<Sms> & Required<Pick<Channel<Sms>, 'find'>>;

/** Twilio takes no more: https://www.twilio.com/docs/messaging/api/message-resource. */
const LONGEST_VALIDITY_S = 36_000;
/** Twilio's clock may be a little behind ours, and `date_created` has whole seconds. */
const CLOCKS_DIFFER_MS = 5_000;

/** What is read of a created message; without its id the answer proves nothing. */
const created = z.object({
  sid: z.string().min(1),
  status: z.string(),
  errorCode: z.int().nullish(),
  errorMessage: z.string().nullish().catch(null),
});

const listed = z.object({ sid: z.string().min(1), body: z.string(), dateCreated: z.date() });

/**
 * Opens the SMS channel over Twilio's Messages API. A callback URL that Twilio could not reach is left out. Nothing is ever sent twice by itself; each request has a
 * connection of its own.
 *
 * `find` looks at the 100 newest messages to the number for one that holds the reference; of several, for the one with the same text. Twilio lists a message only
 * some seconds after accepting it: null is reliable only from 15 s after the send on, and that wait is the
 * caller's.
 *
 * Disposing waits for the sends in flight; each ends by its deadline.
 *
 * @throws {TypeError} when neither token nor API key is given
 */
export function createTwilioChannel(config: TwilioConfig): SmsChannel {
  const { accountSid, sender, apiUrl, region, edge, connectTimeoutMs = 5_000, deadlineMs = 30_000 } = config;
  const signIn = signInOf(config);
  const call: CallTwilio = connectTwilio({ accountSid, signIn, apiUrl, region, edge, connectTimeoutMs });
  const sends = createSendsInFlight(deadlineMs);
  const secrets = secretsOf(config);

  function failed(failure: TwilioFailure, cause: unknown): ChannelError {
    const { meaning, title, details } = classifyTwilio(failure);
    // only a fault of our own code is passed on: logs print causes, and Twilio's repeat the number
    const options = {
      ...(details.providerCode === null && { cause }),
      // Twilio was not reached, or says that it is out of order: neither is about this message
      ...(details.code === 'PROVIDER_UNAVAILABLE' && { outage: true }),
    };
    return new ChannelError(
      failureText(meaning, details.providerCode, failure.text || (title ?? ''), secrets),
      details,
      options,
    );
  }

  return {
    name: 'sms',
    provider: 'twilio',
    async send(sms, signal) {
      const outcome = await sends.run(signal, (bounded) =>
        call(bounded, async (client) => created.parse(await client.messages.create(compose(sms, sender, apiUrl)))),
      );
      if (outcome.kind === 'failed') throw failed(outcome.failure, outcome.cause);
      const { sid, status, errorCode, errorMessage } = outcome.value;
      if (status === 'failed' || status === 'undelivered') {
        throw failed(refusedInAnswer(errorCode ?? UNKNOWN_ERROR, errorMessage ?? ''), null);
      }
      return { provider: 'twilio', providerMessageId: sid, acceptedAt: new Date() };
    },
    async find(sms, since, signal) {
      const outcome = await sends.run(signal, (bounded) =>
        call(bounded, (client) => look(client, sms, new Date(since.getTime() - CLOCKS_DIFFER_MS))),
      );
      if (outcome.kind === 'answered') return outcome.value;
      const { message, details } = failed(outcome.failure, outcome.cause);
      throw new ChannelError(safeText(`Twilio could not be asked: ${message}`), {
        ...details,
        // whatever went wrong with a question, the message itself is as uncertain as before
        ...(details.kind !== 'account' && details.kind !== 'retry' && { code: 'PROVIDER_UNAVAILABLE', kind: 'retry' }),
      });
    },
    async [Symbol.asyncDispose]() {
      await sends.settled();
    },
  };
}

function signInOf({ accountSid, authToken, apiKey }: TwilioConfig): { username: string; password: string } {
  if (apiKey !== undefined) return { username: apiKey.sid, password: apiKey.secret };
  if (authToken === null) throw new TypeError('an auth token or an API key is expected');
  return { username: accountSid, password: authToken };
}

function secretsOf(config: TwilioConfig): readonly string[] {
  const { username, password } = signInOf(config);
  const header = Buffer.from(`${username}:${password}`).toString('base64');
  return [password, header, config.authToken ?? '', config.previousAuthToken ?? ''];
}

function compose({ to, body, validityS, callbackUrl }: Sms, sender: TwilioConfig['sender'], apiUrl: string | null) {
  return {
    to,
    body,
    ...sender,
    ...(validityS !== undefined && {
      validityPeriod: Math.max(1, Math.min(Math.floor(validityS), LONGEST_VALIDITY_S)),
    }),
    ...(callbackUrl !== undefined && reachesUs(callbackUrl, apiUrl) && { statusCallback: withRetries(callbackUrl) }),
  };
}

/**
 * By its text, not by the appointment's reference alone: an appointment has several messages, and another one that is taken for this
 * would leave this one unsent. A trial account's messages begin with a sentence of Twilio's.
 */
async function look(client: TwilioClient, sms: Sms, since: Date): Promise<Receipt | null> {
  const newest = await client.messages.list({ to: sms.to, pageSize: 100, limit: 100 });
  const text = lettersOf(sms.body);
  const found = newest
    .map((message) => listed.parse(message))
    .filter(({ body, dateCreated }) => dateCreated >= since && body.includes(sms.reference))
    .find(({ body }) => lettersOf(body).endsWith(text));
  if (found === undefined) return null;
  return { provider: 'twilio', providerMessageId: found.sid, acceptedAt: found.dateCreated };
}

/** What Twilio's smart encoding leaves of a text as it is. */
function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Twilio's code for a message that failed for a reason it does not give. */
const UNKNOWN_ERROR = 30008;

/** Twilio took the request and refused the message in the same answer. */
function refusedInAnswer(code: number, text: string): TwilioFailure {
  return { status: 400, code, network: null, left: true, page: false, text, retryAfterMs: null };
}
