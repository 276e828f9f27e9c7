import { AsyncLocalStorage } from 'node:async_hooks';
import { atMostOften, speaksTls } from '../tls-faults.ts';
import { createExchange, type HttpAnswer } from './exchange.ts';
import { readTwilioFailure, TLS_EXPECTED, type TwilioFailure } from './failure.ts';
import { type TwilioSdk, twilioSdk } from './sdk.ts';

/** The SDK's client. */
export type TwilioClient = ReturnType<TwilioSdk>;

/** How a call of the API ended. */
type TwilioOutcome<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: TwilioFailure; readonly cause: unknown };

/**
 * Calls the API through the SDK's client, cancelled by `signal`. Never rejects: what is known of a failure is its
 * outcome, above all whether the request may have reached Twilio.
 */
export type CallTwilio = <T>(
  signal: AbortSignal,
  act: (client: TwilioClient) => Promise<T>,
) => Promise<TwilioOutcome<T>>;

/** What one call learns on its way. */
interface Call {
  readonly signal: AbortSignal;
  left: boolean;
  answer: HttpAnswer | null;
}

/** The account, and another API origin or null for Twilio's own. */
export interface TwilioAccess {
  readonly accountSid: string;
  /** What requests are signed in with: the account and its token, or an API key and its secret. */
  readonly signIn: { readonly username: string; readonly password: string };
  readonly apiUrl: string | null;
  /** Where Twilio keeps and handles our data, such as `ie1`; the account's home when absent. */
  readonly region?: string | undefined;
  /** Where we enter Twilio's network, such as `dublin`. */
  readonly edge?: string | undefined;
  readonly connectTimeoutMs: number;
}

/**
 * Makes the SDK speak through our own exchange, the SDK's documented way to another HTTP client. Its own (axios) can
 * neither be cancelled nor say whether a request left before it failed.
 */
export function connectTwilio({ accountSid, signIn, apiUrl, ...where }: TwilioAccess): CallTwilio {
  const { region = '', edge = '', connectTimeoutMs } = where;
  const twilio = twilioSdk();
  const calls = new AsyncLocalStorage<Call>();
  const exchange = createExchange();

  async function request({ uri, method, username, password, headers, params, data }: SdkRequest) {
    const call = calls.getStore();
    if (call === undefined) throw new TypeError('the client is only to be used inside a call');
    const form = typeof data === 'object' && data !== null ? formOf(data) : null;
    const answer = await exchange({
      url: addressOf(uri, apiUrl, params),
      method: method.toUpperCase(),
      headers: {
        ...headers,
        Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        ...(form !== null && { 'Content-Length': String(Buffer.byteLength(form)) }),
      },
      body: form,
      connectTimeoutMs,
      signal: call.signal,
      onLeaving: () => {
        call.left = true;
      },
    });
    call.answer = answer;
    const body = answer.status < 300 ? JSON.parse(answer.text) : answer.text;
    return { statusCode: answer.status, body, headers: answer.headers };
  }

  const httpClient = Object.assign(new twilio.RequestClient({ autoRetry: false, keepAlive: false }), { request });
  // empty, not absent, or the SDK would look into the environment by itself
  const options = { accountSid, httpClient, autoRetry: false, region, edge };
  const client = twilio(signIn.username, signIn.password, options);
  const wantsTls = lookForTls(apiUrl, connectTimeoutMs);

  return async (signal, act) => {
    const call: Call = { signal, left: false, answer: null };
    try {
      return { kind: 'answered', value: await calls.run(call, () => act(client)) };
    } catch (error) {
      const failure = readTwilioFailure(error, call.left, call.answer);
      // a server that waits for TLS has read nothing of what we said in plain text
      const isUnheard = call.left && call.answer === null && !signal.aborted && (await wantsTls());
      return { kind: 'failed', failure: isUnheard ? { ...failure, network: TLS_EXPECTED } : failure, cause: error };
    }
  };
}

/** Whether the API at an `http://` address speaks TLS, and so hears nothing of us. */
function lookForTls(apiUrl: string | null, timeoutMs: number): () => Promise<boolean> {
  const url = apiUrl === null ? null : new URL(apiUrl);
  if (url?.protocol !== 'http:') return () => Promise.resolve(false);
  return atMostOften(() => speaksTls(url.hostname, Number(url.port || 80), timeoutMs));
}

type SdkRequest = Parameters<InstanceType<TwilioSdk['RequestClient']>['request']>[0];

/** The SDK's address, below another origin (and path) where one is given. */
function addressOf(uri: string, apiUrl: string | null, params: object = {}): URL {
  const { pathname, search } = new URL(uri);
  const address = new URL(apiUrl ?? uri);
  address.pathname = apiUrl === null ? pathname : address.pathname.replace(/\/$/, '') + pathname;
  address.search = search;
  for (const [name, value] of Object.entries(params)) address.searchParams.append(name, String(value));
  return address;
}

function formOf(data: object): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(data)) form.append(name, String(value));
  return form.toString();
}
