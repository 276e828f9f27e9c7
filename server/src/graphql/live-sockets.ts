/**
 * The live transport: graphql-transport-ws on `/graphql`. Who may open a socket, how many there may be, what each may
 * ask for, and how they are closed.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { type ExecutionArgs, execute, GraphQLError, type GraphQLSchema } from 'graphql';
import { type Context, handleProtocols, makeServer } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocket, WebSocketServer } from 'ws';
import type { Caller } from '../auth/caller.ts';
import type { Tokens } from '../auth/tokens.ts';
import type { Feed } from '../deliveries/feed.ts';
import { createTokenBucket, type RateLimit, type TokenBucket } from '../rate.ts';
import { badInput, RequestError } from '../request-error.ts';
import { createContext, type Services } from './context.ts';
import { createCounts } from './counts.ts';
import { graphQLErrorOf, toClientError } from './errors.ts';
import { selectFeed } from './feed-field.ts';
import { createGroups } from './live-groups.ts';
import { createLiveSubscription, createOutlet, type Outlet } from './live-subscription.ts';
import type { Operations } from './operations.ts';
import { type InputRules, variableIssues } from './variable-issues.ts';

/** How much there may be of everything. */
export interface LiveLimits {
  readonly sockets: number;
  readonly socketsPerUser: number;
  readonly socketsPerAddress: number;
  readonly socketsOnLoopback: number;
  readonly subscriptionsPerSocket: number;
  readonly subscribesPerSecond: number;
  readonly frameBytes: number;
  readonly queueChanges: number;
  readonly queueBytes: number;
  readonly initTimeoutMs: number;
}

/** What the live transport needs. */
export interface LiveOptions {
  readonly server: HttpServer;
  readonly schema: GraphQLSchema;
  readonly operations: Operations;
  readonly inputRules: InputRules;
  readonly services: Services;
  readonly feed: Feed;
  readonly tokens: Tokens;
  readonly rate: RateLimit;
  readonly limits: LiveLimits;
  /** Whether a browser on this origin may connect; `host` is what it connected to. */
  mayConnect(origin: string | undefined, host: string | undefined): boolean;
  readonly log: Logger;
  /** How often each socket is pinged, and how long a pong may take, in milliseconds. @default 12_000 */
  readonly pingMs?: number;
}

/** The open sockets. */
export interface LiveSockets {
  readonly sockets: number;
  readonly subscriptions: number;
  /** Closes all sockets with 1012, in slices over this time, so that not all of them come back at once. */
  drain(overMs: number): Promise<void>;
}

/** What is known of one socket. */
interface Peer {
  readonly socket: WebSocket;
  readonly outlet: Outlet;
  readonly subscribes: TokenBucket;
  readonly address: string;
  caller: Caller | null;
  expiry: NodeJS.Timeout | null;
}

type PeerContext = Context<Record<string, unknown> | undefined, Peer>;

/** What an operation is executed with beside the usual: a refusal, or what the feed needs. */
interface LiveContext {
  readonly peer: Peer;
  readonly id: string;
  readonly text: string;
  readonly refusal: RequestError | null;
}

/** Serves the live transport on an HTTP server. */
export function serveLive(options: LiveOptions): LiveSockets {
  const { schema, operations, services, feed, tokens, rate, limits, log, pingMs = 12_000 } = options;
  const groups = createGroups({ schema, services, feed, log });
  const peers = new Set<Peer>();
  const addresses = createCounts();
  const users = createCounts();
  let subscriptions = 0;
  let draining = false;

  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols,
  });

  const protocol = makeServer<Record<string, unknown> | undefined, Peer>({
    connectionInitWaitTimeout: limits.initTimeoutMs,
    async onConnect({ extra: peer, connectionParams }) {
      try {
        return await admit(peer, connectionParams?.authorization);
      } catch (error) {
        log.warn({ err: error }, 'a socket could not be admitted');
        return close(peer, 1013, 'Try again later');
      }
    },
    onSubscribe: (context, id, payload) =>
      prepare(context, id, payload.query, payload.operationName ?? null, payload.variables ?? {}),
    async execute(args: ExecutionArgs) {
      const { refusal, peer } = liveContextOf(args);
      if (refusal !== null) return { errors: [graphQLErrorOf(refusal)] };
      return await execute({ ...args, contextValue: createContext(services, peer.caller) });
    },
    async subscribe(args: ExecutionArgs) {
      const live = liveContextOf(args);
      try {
        if (live.refusal !== null) throw live.refusal;
        return await startFeed(args, live);
      } catch (error) {
        if (error instanceof RequestError) return { errors: [graphQLErrorOf(error)] };
        if (error instanceof GraphQLError) return { errors: [error] };
        throw error;
      }
    },
    onNext(_context, _id, _payload, _args, { data, errors }) {
      if (!errors) return;
      return { ...(data !== undefined && { data }), errors: errors.map((error) => toClientError(error, log)) };
    },
    onError: (_context, _id, _payload, errors) => errors.map((error) => toClientError(error, log)),
  });

  /** Answers false, after closing, when this peer may not stay. */
  async function admit(peer: Peer, authorization: unknown): Promise<boolean> {
    const check = await tokens.check(typeof authorization === 'string' ? authorization : '');
    switch (check.kind) {
      case 'invalid':
        return close(peer, 4401, 'Unauthorized');
      case 'expired':
        return close(peer, 4403, 'Forbidden');
      case 'valid': {
        if (peer.socket.readyState !== WebSocket.OPEN) return false;
        if (!users.add(check.caller.sub, limits.socketsPerUser)) return close(peer, 1013, 'Too many connections');
        peer.caller = check.caller;
        expireAt(peer, check.caller.expiresAtMs);
        return true;
      }
    }
  }

  function close(peer: Peer, code: number, reason: string): false {
    peer.socket.close(code, reason);
    return false;
  }

  /** setTimeout cannot wait longer than 2^31 ms: a later expiry is looked at again. */
  function expireAt(peer: Peer, atMs: number): void {
    const leftMs = atMs - Date.now();
    peer.expiry = setTimeout(
      () => (leftMs > LONGEST_TIMER_MS ? expireAt(peer, atMs) : close(peer, 4403, 'Forbidden')),
      Math.min(Math.max(leftMs, 0), LONGEST_TIMER_MS),
    );
    peer.expiry.unref();
  }

  function prepare(
    context: PeerContext,
    id: string,
    query: string,
    operationName: string | null,
    variables: Record<string, unknown>,
  ): ExecutionArgs | readonly GraphQLError[] {
    const { extra: peer } = context;
    const operation = operations.read(query);
    if (operation.kind === 'refused') return operation.errors;
    const issues = variableIssues(schema, operation.document, operationName, variables, options.inputRules);
    const refusal = refusalOf(context) ?? (issues.length > 0 ? badInput(issues) : null);
    const contextValue: LiveContext = { peer, id, text: operation.text, refusal };
    return { schema, document: operation.document, operationName, variableValues: variables, contextValue };
  }

  function refusalOf({ extra: peer, subscriptions: open }: PeerContext): RequestError | null {
    if (!peer.subscribes.take(performance.now() + 1))
      return new RequestError('RATE_LIMITED', 'Too many operations at once');
    if (!rate.take(peer.caller?.sub ?? peer.address)) return new RequestError('RATE_LIMITED', 'Too many requests');
    if (Object.keys(open).length > limits.subscriptionsPerSocket) {
      return new RequestError('RATE_LIMITED', 'Too many subscriptions on one socket');
    }
    return null;
  }

  async function startFeed(args: ExecutionArgs, { peer, id, text }: LiveContext) {
    const { document, operationName = null, variableValues } = args;
    const variables = variableValues ?? {};
    const caller = peer.caller;
    if (caller === null) throw new RequestError('UNAUTHENTICATED', 'A bearer token is needed');
    if (!services.db.migrated) throw new RequestError('UNAVAILABLE', 'The database cannot be used yet');
    const selection = selectFeed(schema, document, operationName, variables);
    const group = await groups.join({ text, document, operationName, selection, variables }, caller);
    subscriptions++;
    let counted = true;
    return createLiveSubscription({
      id,
      feed,
      log,
      after: selection.after,
      outlet: peer.outlet,
      queue: limits.queueChanges,
      group: {
        ...group,
        leave() {
          group.leave();
          if (counted) subscriptions--;
          counted = false;
        },
      },
    });
  }

  function open(socket: WebSocket, request: IncomingMessage): void {
    const address = request.socket.remoteAddress ?? '';
    const perAddress = isLoopback(address) ? limits.socketsOnLoopback : limits.socketsPerAddress;
    const outlet = createOutlet(socket, request.socket, limits.queueBytes, () => log.warn('a slow reader is closed'));
    const subscribes = createTokenBucket(limits.subscribesPerSecond, limits.subscribesPerSecond);
    const peer: Peer = { socket, outlet, subscribes, address, caller: null, expiry: null };
    socket.on('error', (error) => log.debug({ err: error }, 'a socket failed'));
    if (draining) return void close(peer, 1012, 'Service restart');
    if (peers.size >= limits.sockets || !addresses.add(address, perAddress)) {
      return void close(peer, 1013, 'Too many connections');
    }
    peers.add(peer);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) =>
          new Promise((resolve, reject) => {
            if (socket.readyState !== socket.OPEN) resolve();
            else socket.send(text, (error) => (error ? reject(error) : resolve()));
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage(take) {
          socket.on('message', (data) => {
            take(String(data)).catch((error: unknown) => {
              log.error({ err: error }, 'a message could not be handled');
              socket.close(1013, 'Try again later');
            });
          });
        },
      },
      peer,
    );
    let alive = true;
    socket.on('pong', () => {
      alive = true;
    });
    const pings = setInterval(() => {
      if (!alive) return socket.terminate();
      alive = false;
      socket.ping();
    }, pingMs);
    socket.once('close', (code, reason) => {
      clearInterval(pings);
      if (peer.expiry !== null) clearTimeout(peer.expiry);
      peers.delete(peer);
      addresses.remove(address);
      if (peer.caller !== null) users.remove(peer.caller.sub);
      Promise.resolve(closed(code, String(reason))).catch((error: unknown) =>
        log.error({ err: error }, 'closing failed'),
      );
    });
  }

  options.server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {});
    const [path] = (request.url ?? '').split('?');
    const { origin, host } = request.headers;
    if (path !== '/graphql') return socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    if (!options.mayConnect(origin, host)) return socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    wss.handleUpgrade(request, socket, head, (opened) => open(opened, request));
  });

  return {
    get sockets() {
      return peers.size;
    },
    get subscriptions() {
      return subscriptions;
    },
    async drain(overMs) {
      draining = true;
      const all = [...peers];
      const slices = Math.max(1, Math.min(50, all.length, Math.ceil(overMs / 20)));
      const size = Math.ceil(all.length / slices);
      for (let from = 0; from < all.length; from += size) {
        if (from > 0) await new Promise((resolve) => setTimeout(resolve, (overMs / slices) * 2 * Math.random()));
        for (const { socket } of all.slice(from, from + size)) socket.close(1012, 'Service restart');
      }
      const gone = Promise.all(
        all.map(
          ({ socket }) =>
            new Promise<void>((resolve) => {
              if (socket.readyState === WebSocket.CLOSED) resolve();
              else socket.once('close', () => resolve());
            }),
        ),
      );
      const late = setTimeout(() => {
        for (const { socket } of all) socket.terminate();
      }, CLOSE_MS);
      await gone;
      clearTimeout(late);
    },
  };
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;
const CLOSE_MS = 1_000;

function liveContextOf({ contextValue }: ExecutionArgs): LiveContext {
  return contextValue as LiveContext; // `prepare` has put it there; graphql-js types it as unknown
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}
