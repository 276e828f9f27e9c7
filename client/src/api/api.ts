import type { LiveClient } from '@belltower/sdk/resume';
import { Client, cacheExchange, fetchExchange, mapExchange } from 'urql';
import type { SessionStore } from '../session/session.ts';
import { tokenForSocket } from '../session/token-for-socket.ts';
import { createLazyLive } from './lazy-live.ts';
import { problemOf } from './problem.ts';

/** How long a call may take. */
const TIMEOUT_MS = 15_000;

/** What the API needs of a session. */
export type ApiSession = Pick<SessionStore, 'token' | 'end'>;

/** One person's connections to the server: calls over HTTP, and the live feed. */
export interface Api {
  readonly calls: Client;
  readonly live: LiveClient;
  /** Calls `listener` after each mutation that was answered. Returns the function that ends it. */
  readonly onMutation: (listener: () => void) => () => void;
}

/**
 * Makes the API of the signed-in person. The next person gets another one, so that no cached answer reaches them. It needs
 * no closing: the live socket closes by itself after the last subscription. A refused token ends the session.
 */
export function createApi(session: ApiSession): Api {
  const mutated = new Set<() => void>();
  const calls = new Client({
    url: '/graphql',
    preferGetMethod: false, // the server's guard against forged requests refuses plain GET
    requestPolicy: 'cache-and-network',
    fetch: async (input, init) => {
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      const signal = init?.signal == null ? timeout : AbortSignal.any([init.signal, timeout]);
      const send = (token: string | null) => {
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${token}`);
        return fetch(input, { ...init, headers, signal });
      };
      const token = await session.token(false);
      const answer = await send(token);
      if (answer.status !== 401) return answer;
      // By the server's clock it may have ended before it did by ours. What is refused was not executed, so it may be sent again.
      const another = await session.token(true).catch(() => token);
      return another === null || another === token ? answer : await send(another);
    },
    exchanges: [
      mapExchange({
        onError: (error) => {
          if (problemOf(error).code === 'UNAUTHENTICATED') session.end();
        },
        onResult({ operation }) {
          if (operation.kind === 'mutation') for (const listener of mutated) listener();
        },
      }),
      cacheExchange,
      fetchExchange,
    ],
  });
  const url = new URL('/graphql', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const live = createLazyLive(async () => {
    const { createLiveClient } = await import('./live-client.ts');
    return createLiveClient({ url: url.href, token: tokenForSocket(session) });
  });
  live.onState(() => {
    if (live.state() === 'signed-out') session.end();
  });
  const onMutation = (listener: () => void) => {
    mutated.add(listener);
    return () => mutated.delete(listener);
  };
  return { calls, live, onMutation };
}
