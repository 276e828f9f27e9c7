/** Calls over HTTP: tokens, timeouts, retries. */
import { backoffMs, sleep } from './backoff.ts';
import { type BelltowerError, graphqlError, isRecord, networkError } from './errors.ts';
import type { TypedDocumentString } from './generated/graphql.ts';
import { linkSignals, unlessAborted } from './signals.ts';

/** Returns the access token for a call; `forceRefresh` is true when the server refused the last one. */
export type TokenSource = (forceRefresh: boolean) => Promise<string>;

/** How to reach the server, and how long to try. */
export interface RequestOptions {
  readonly url: string;
  readonly token: TokenSource;
  readonly fetch: typeof globalThis.fetch;
  /** How long one try may take. */
  readonly timeoutMs: number;
  /** How many tries a call gets, the first one counted. */
  readonly attempts: number;
  /** Aborts every call when the client is closed. */
  readonly closed: AbortSignal;
}

/** Sends one operation and resolves with its data. Rejects with a `BelltowerError`, or with the reason of the aborted `signal`. */
export type Request = <Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
) => Promise<Data>;

/**
 * GraphQL over HTTP. A call whose answer was lost is sent again, so every operation it is given must be one that may
 * be repeated: a query, a mutation with an idempotency key, or one that a second time refuses. An expired token is refreshed once.
 */
export function createRequest(options: RequestOptions): Request {
  const { token, closed, attempts } = options;

  async function answerOf<Data>(body: string, ended: AbortSignal, signal: AbortSignal | undefined): Promise<Data> {
    let refreshed = false;
    for (let attempt = 1; ; attempt++) {
      const bearer = await unlessAborted(token(refreshed), ended); // a sign-in may keep us waiting for ever
      const answer = bearer === null ? null : await post<Data>(options, `Bearer ${bearer}`, body, ended);
      signal?.throwIfAborted();
      if (answer === null || closed.aborted) {
        throw networkError('CLOSED', 'This client was closed.', { retryable: false });
      }
      if (answer.kind === 'data') return answer.data;
      const { error } = answer;
      if (error.code === 'UNAUTHENTICATED' && !refreshed) {
        refreshed = true;
        continue;
      }
      const waitMs = Math.max(backoffMs(attempt - 1), error.retryAfterMs ?? 0);
      if (!error.retryable || attempt >= attempts || waitMs > LONGEST_WAIT_MS) throw error;
      await sleep(waitMs, ended);
    }
  }

  return async <Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ): Promise<Data> => {
    const body = JSON.stringify({ query: document.toString(), variables });
    const ended = linkSignals([closed, signal]);
    try {
      return await answerOf<Data>(body, ended.signal, signal);
    } finally {
      ended.release();
    }
  };
}

/** A call that the server takes only later than this is its caller's to repeat. */
const LONGEST_WAIT_MS = 30_000;

/** What one try came to. */
export type Answer<Data> =
  | { readonly kind: 'data'; readonly data: Data }
  | { readonly kind: 'error'; readonly error: BelltowerError };

async function post<Data>(
  { url, fetch, timeoutMs }: RequestOptions,
  authorization: string,
  body: string,
  ended: AbortSignal,
): Promise<Answer<Data>> {
  const limited = linkSignals([ended], timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', accept: 'application/json' },
      body,
      signal: limited.signal,
    });
    return readAnswer(response.status, await response.text());
  } catch (cause) {
    return { kind: 'error', error: asNetworkError(cause, timeoutMs) };
  } finally {
    limited.release();
  }
}

/** Reads an HTTP answer, whatever its status: GraphQL errors come with 200, 400, 401 or 500. */
export function readAnswer<Data>(status: number, text: string): Answer<Data> {
  const body = parse(text);
  if (Array.isArray(body.errors) && body.errors.length > 0) return { kind: 'error', error: graphqlError(body.errors) };
  // The server wrote it against the very schema that the document's types were generated from.
  if (isRecord(body.data)) return { kind: 'data', data: body.data as Data };
  const message = `Expected a GraphQL answer and got HTTP ${status} with something else.`;
  const retryable = status >= 500 || status === 429;
  return { kind: 'error', error: networkError('BAD_RESPONSE', message, { retryable }) };
}

function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? body : {};
  } catch {
    return {};
  }
}

function asNetworkError(cause: unknown, timeoutMs: number): BelltowerError {
  if (cause instanceof DOMException && cause.name === 'TimeoutError') {
    return networkError('TIMEOUT', `No answer within ${timeoutMs} ms.`, { cause });
  }
  return networkError('NETWORK', 'The server could not be reached, or the connection was cut.', { cause });
}
