import { createLiveClient, type LiveClient, subscribeResuming } from '@belltower/sdk/resume';
import { createGraphiQLFetcher, type Fetcher, type FetcherParams, type Observable } from '@graphiql/toolkit';
import { type ExecutionResult, getOperationAST, parse } from 'graphql';
import type { SessionStore } from '../session/session.ts';
import { tokenForSocket } from '../session/token-for-socket.ts';
import type { Answers } from './answers.ts';

type Result =
  Awaited<ReturnType<Fetcher>> extends infer Any ? (Any extends Observable<infer One> ? One : never) : never;
type Data = Readonly<Record<string, { readonly cursor?: unknown } | null>>;

/**
 * GraphiQL's way to the server that the page came from: HTTP, and for subscriptions one WebSocket for each token, which
 * resumes after a cut from the last `cursor` that the operation selected.
 */
export function createFetcher(origin: string, session: Pick<SessionStore, 'token'>, answers: Answers): Fetcher {
  const overHttp = createGraphiQLFetcher({ url: '/graphql', enableIncrementalDelivery: false });
  const lives = new Map<string, LiveClient>();

  /** For the token of the headers tab, else for the session's, which is renewed. */
  function liveFor(token: string): LiveClient {
    const url = `${origin.replace(/^http/, 'ws')}/graphql`;
    const live =
      lives.get(token) ?? createLiveClient({ url, token: token === '' ? tokenForSocket(session) : () => token });
    lives.set(token, live);
    return live;
  }

  return (given, options = {}) => {
    const { params: named, isSubscription } = readOperation(given);
    const params = answers.fill(named);
    if (typeof params === 'string') return { errors: [{ message: params }] } as never; // as an answer: an error would show its stack
    // The token is in the editor's headers tab, so it may differ from call to call.
    const authorization = new Headers(options.headers).get('authorization') ?? '';
    if (!isSubscription) {
      return (async () => {
        const token = authorization === '' ? await session.token(false) : null;
        const own = token === null ? {} : { authorization: `Bearer ${token}` };
        const result = await overHttp(params, { ...options, headers: { ...options.headers, ...own } });
        if (typeof result === 'object' && result !== null && 'data' in result) answers.learn(result.data);
        return result as ExecutionResult; // without @defer there is one answer
      })();
    }
    const live = liveFor(authorization.replace(/^Bearer /i, ''));
    const observable: Observable<Result> = {
      subscribe(sink) {
        if (typeof sink !== 'object')
          throw new Error('Expected GraphiQL to subscribe with an object and got a function.');
        const { query, variables, operationName } = params;
        const operation = { query, variables, operationName: operationName ?? undefined };
        const unsubscribe = subscribeResuming<Data>(live, operation, cursorIn, {
          next: (data) => sink.next({ data }),
          reset: (code) => sink.next({ data: null, extensions: { startedOver: code } }),
          error({ message, code }) {
            sink.next({ errors: [{ message, extensions: { code } }] } as never);
            sink.complete();
          },
        });
        return { unsubscribe };
      },
    };
    return observable;
  };
}

/** The cursor in a result, whatever name the operation gave to the change. */
function cursorIn(data: Data): string | undefined {
  const [change] = Object.values(data);
  return typeof change?.cursor === 'string' ? change.cursor : undefined;
}

/**
 * What a text asks for, by the text alone. For a moment after a change of tabs, GraphiQL hands out the new text with the
 * document and the operation name of the old one; a name that is not in the text is left out. A text that cannot be
 * parsed goes to the server as it is, which says why.
 */
export function readOperation(params: FetcherParams): { params: FetcherParams; isSubscription: boolean } {
  try {
    const document = parse(params.query);
    const named = getOperationAST(document, params.operationName);
    const operation = named ?? getOperationAST(document);
    return {
      params: named === null ? { ...params, operationName: null } : params,
      isSubscription: operation?.operation === 'subscription',
    };
  } catch {
    return { params, isSubscription: false };
  }
}
