/// <reference lib="esnext.disposable" preserve="true" />
/** One WebSocket that all subscriptions share: it connects lazily, notices silent connections, reconnects, and refreshes tokens. */
import { type Client, createClient } from 'graphql-ws/client';
import { backoffMs, sleep } from './backoff.ts';
import { closeCodeOf } from './close-code.ts';
import { type LinkFacts, type LinkState, linkState } from './link-state.ts';
import { linkSignals } from './signals.ts';
import { withQuietErrors } from './web-socket.ts';

/** A connection that was up for this long was sound: the backoff starts over at the next cut. */
const SOUND_MS = 2_000;
/** This many 4403 with no success between them mean that fresh tokens do not help. */
const TOKENS_TRIED = 3;

/** How to reach the live feed. */
export interface LiveClientOptions {
  /** The WebSocket address, such as `wss://example.com/graphql`. */
  readonly url: string;
  /**
   * The access token for a new connection; null when there is none. `forceRefresh` is true when the last one had
   * expired: return another. When this rejects, it is called again after a delay.
   */
  readonly token: (forceRefresh: boolean) => string | null | Promise<string | null>;
  /** A WebSocket class, where the platform has none (Node 20). */
  readonly WebSocket?: unknown;
  /** After so much silence the client pings the server. @default 10_000 */
  readonly pingAfterMs?: number;
  /** How long a pong, opening a socket, and the server's acknowledgement may take. @default 5_000 */
  readonly answerWithinMs?: number;
  /** How long to wait after so many failures in a row, counted from 0. @default doubling from 0.5 to 30 s, with jitter */
  readonly waitMs?: (failures: number) => number;
  /** The socket stays so long after its last subscription, for the next one. @default 2_000 */
  readonly lingerMs?: number;
}

/** One WebSocket that all subscriptions share. It opens with the first, and reconnects by itself until it is refused. */
export interface LiveClient extends AsyncDisposable {
  /** One subscription as the protocol has it. It survives cuts only from its first variables: see `subscribeResuming`. */
  readonly subscribe: Client['subscribe'];
  /** How long a subscription should wait that was refused for a moment. */
  readonly waitMs: (failures: number) => number;
  /** How the link is now. */
  state(): LinkState;
  /** Calls `listener` after each change of `state()`. Returns the function that ends it. */
  onState(listener: () => void): () => void;
  /** Counts a subscription into `state()`. */
  hold(): Hold;
}

/** A subscription's part in the link state. */
export interface Hold {
  /** Whether it waits to be opened again. */
  waiting(isWaiting: boolean): void;
  /** It is over. */
  release(): void;
}

/**
 * Opens the link lazily. A cut is answered with a jittered, capped backoff that the browser's `online` event cuts short; a
 * socket that does not answer a ping is dropped (a half-open one would look alive for ever). Close code 4403 asks
 * for a fresh token, at most three times in a row; 4401 is final. Disposing closes the socket and ends every wait.
 */
export function createLiveClient(options: LiveClientOptions): LiveClient {
  const { answerWithinMs = 5_000, waitMs = backoffMs } = options;
  const disposed = new AbortController();
  const listeners = new Set<() => void>();
  let facts: LinkFacts = { socket: 'closed', subscriptions: 0, waiting: 0 };
  let deadline: ReturnType<typeof setTimeout> | undefined;
  let openedAt = 0;
  let failures = 0;
  let forbidden = 0;
  let forceRefresh = false;

  const client = createClient({
    url: options.url,
    lazyCloseTimeout: options.lingerMs ?? 2_000,
    keepAlive: options.pingAfterMs ?? 10_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (cause) => !(closeCodeOf(cause) === 4403 && forbidden >= TOKENS_TRIED),
    retryWait: () => sleepUntilOnline(waitMs(failures++), disposed.signal),
    connectionParams,
    ...(options.WebSocket === undefined ? {} : { webSocketImpl: withQuietErrors(options.WebSocket) }),
    on: {
      connecting(isRetry) {
        expectAnswer();
        change({ socket: isRetry ? 'lost' : 'connecting' });
      },
      opened: answered, // now it is the token that is waited for; who sends none in time is closed by the server
      connected() {
        answered();
        openedAt = performance.now();
        forbidden = 0;
        change({ socket: 'open' });
      },
      ping: (received) => received || expectAnswer(),
      pong: (received) => received && answered(),
      error: () => lost(undefined),
      closed: (event) => lost(closeCodeOf(event)),
    },
  });

  async function connectionParams() {
    try {
      const token = await options.token(forceRefresh);
      forceRefresh = false;
      expectAnswer();
      return token === null ? {} : { authorization: `Bearer ${token}` };
    } catch {
      // Rejecting here would leave the old socket's close event to hit its successor.
      client.terminate();
      return {};
    }
  }

  function expectAnswer() {
    clearTimeout(deadline);
    deadline = setTimeout(() => client.terminate(), answerWithinMs);
  }

  function answered() {
    clearTimeout(deadline);
  }

  function lost(code: number | undefined) {
    answered();
    if (facts.socket === 'open' && performance.now() - openedAt > SOUND_MS) failures = 0;
    if (code === 4403) {
      forceRefresh = true;
      forbidden++;
    }
    if (code === 4401 || (code === 4403 && forbidden >= TOKENS_TRIED)) return change({ socket: 'refused' });
    change({ socket: code === 1000 ? 'closed' : 'lost' });
  }

  function change(part: Partial<LinkFacts>) {
    const before = linkState(facts);
    facts = { ...facts, ...part };
    if (linkState(facts) !== before) for (const listener of listeners) listener();
  }

  return {
    subscribe: client.subscribe,
    waitMs,
    state: () => linkState(facts),
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hold() {
      let waits = 0;
      change({ subscriptions: facts.subscriptions + 1 });
      const waiting = (isWaiting: boolean) => {
        const before = waits;
        waits = isWaiting ? 1 : 0;
        change({ waiting: facts.waiting + waits - before });
      };
      let release = () => {
        release = () => {};
        waiting(false);
        change({ subscriptions: facts.subscriptions - 1 });
      };
      return { waiting, release: () => release() };
    },
    async [Symbol.asyncDispose]() {
      disposed.abort();
      // Disposing waits for a connection that is on its way; cut short, that rejects, and nothing is left to close.
      const closed = Promise.resolve(client.dispose()).catch(() => {});
      if (facts.socket !== 'open') client.terminate();
      await closed;
      answered();
    },
  };
}

async function sleepUntilOnline(ms: number, signal: AbortSignal): Promise<void> {
  const online = new AbortController();
  const scope: unknown = globalThis;
  if (scope instanceof EventTarget) {
    scope.addEventListener('online', () => online.abort(), { once: true, signal: online.signal });
  }
  const woken = linkSignals([signal, online.signal]);
  await sleep(ms, woken.signal);
  woken.release();
  online.abort();
}
