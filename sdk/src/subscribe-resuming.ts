/**
 * Promise: a subscription that was cut resumes after the last cursor it received: every change, in order, once, or a call of
 * `reset` or `error` that says why not. Never a silent gap.
 */
import { closeCodeOf } from './close-code.ts';
import { BelltowerError, graphqlError, networkError } from './errors.ts';
import type { LiveClient } from './live-client.ts';

/** The server is in trouble, or the client was rate-limited: worth a retry. graphql-ws by itself would give up on these. */
const PASSING_CLOSE_CODES: readonly (number | undefined)[] = [1011, 4429, 4500];
/** A subscription that ran for this long was sound: its backoff starts over. */
const SOUND_MS = 2_000;
/** A subscription that was opened again and not refused for this long is live, however quiet it is. */
const SETTLED_MS = 1_000;

/** A subscription's text and variables. `after` among them is where it begins; without it, with a snapshot. */
export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
}

/** Why the server could not resume, so that the subscription started over. */
export type ResetCode = 'CURSOR_INVALID' | 'CURSOR_EXPIRED';

/** Receives the changes. A method that throws affects no other subscription on the socket; its error is reported as uncaught. */
export interface ResumingSink<Data> {
  /** One change, in order, once. Its cursor is remembered by then. */
  next(data: Data): void;
  /** What was missed is lost: a snapshot of what is so now follows. Forget what you know, or query it again. */
  reset(code: ResetCode): void;
  /** It is over and will not come back. `UNAUTHENTICATED` when the token was refused. */
  error(error: BelltowerError): void;
}

/**
 * Watches a live feed and survives cuts: after each, it asks for what follows the last cursor received, so that the
 * sink gets every change, in order, once, or a call of `reset`. It retries with the same cursor after UNAVAILABLE,
 * RATE_LIMITED and an end by the server; every other refusal goes to `sink.error`.
 * @param cursorOf reads the cursor from one result; undefined when it has none.
 * @returns ends the subscription; the sink gets nothing afterwards.
 */
export function subscribeResuming<Data>(
  live: LiveClient,
  operation: Operation,
  cursorOf: (data: Data) => string | undefined,
  sink: ResumingSink<Data>,
): () => void {
  // graphql-ws serialises this very object again for each new socket, so the cursor in it is what it resumes from.
  const { after: start, ...others } = operation.variables ?? {};
  const variables: Record<string, unknown> = start == null ? others : { ...others, after: start };
  const payload = { query: operation.query, operationName: operation.operationName ?? null, variables };
  const hold = live.hold();
  let ended = false;
  let leave = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let openedAt = 0;
  let failures = 0;
  let startedOver = false;
  open();
  return end;

  function open() {
    if (ended) return;
    let current = true;
    openedAt = performance.now();
    timer = setTimeout(() => hold.waiting(false), SETTLED_MS);
    const stop = live.subscribe<Data>(payload, {
      next({ data, errors }) {
        if (!current) return;
        if (data == null) {
          leave();
          return refused(graphqlError(errors));
        }
        hold.waiting(false);
        startedOver = false;
        const cursor = cursorOf(data);
        if (cursor !== undefined) variables.after = cursor;
        callSink(() => sink.next(data));
      },
      error(cause) {
        if (!current) return;
        current = false;
        const code = closeCodeOf(cause);
        if (PASSING_CLOSE_CODES.includes(code)) return later();
        if (Array.isArray(cause)) return refused(graphqlError(cause));
        fail(refusedConnection(code, cause));
      },
      complete() {
        if (!current) return;
        current = false;
        later(); // a feed has no end of its own: a server that ends it is shutting down
      },
    });
    leave = () => {
      current = false;
      // Not synchronously: graphql-ws would count a completion in the same tick as a second unsubscribe, and close the socket
      // under the other subscriptions. After this microtask it knows that the subscription is over.
      queueMicrotask(stop);
    };
  }

  function refused(error: BelltowerError) {
    const { code } = error;
    if (code === 'UNAVAILABLE' || code === 'RATE_LIMITED') return later();
    if (code !== 'CURSOR_INVALID' && code !== 'CURSOR_EXPIRED') return fail(error);
    if (startedOver || variables.after === undefined) return fail(error);
    startedOver = true;
    delete variables.after;
    callSink(() => sink.reset(code));
    clearTimeout(timer);
    open();
  }

  function later() {
    if (performance.now() - openedAt > SOUND_MS) failures = 0;
    hold.waiting(true);
    clearTimeout(timer);
    timer = setTimeout(open, live.waitMs(failures++));
  }

  function fail(error: BelltowerError) {
    end();
    callSink(() => sink.error(error));
  }

  function end() {
    ended = true;
    clearTimeout(timer);
    leave();
    hold.release();
  }
}

/** Calls a sink. Its exception, inside graphql-ws, would close the socket of all subscriptions: it is thrown outside. */
function callSink(call: () => void) {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

function refusedConnection(code: number | undefined, cause: unknown): BelltowerError {
  if (code !== 4401 && code !== 4403) {
    return networkError('BAD_RESPONSE', `The live feed closed with ${code ?? 'an error'}.`, {
      retryable: false,
      cause,
    });
  }
  const details = { retryable: false, cause };
  return new BelltowerError('The access token was refused.', { kind: 'graphql', code: 'UNAUTHENTICATED' }, details);
}
