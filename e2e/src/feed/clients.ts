/** Clients that resume, as three kinds of people would write them; each is cut, and comes back by itself. */
import { setTimeout as pause } from 'node:timers/promises';
import { createLiveClient, subscribeResuming } from '@belltower/sdk/resume';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Change } from '../testbed/caller.ts';
import { type Cuttable, createCuttable } from './cuttable-socket.ts';

/** The stock client of graphql-ws, our own SDK, and a bare socket with a script of forty lines. */
export const clientKinds = ['graphql-ws', 'sdk', 'ws'] as const;
export type ClientKind = (typeof clientKinds)[number];

/** How a client is to behave. */
export interface ClientOptions {
  readonly kind: ClientKind;
  url(): string;
  readonly token: string;
  readonly appointmentId: string | null;
  /** Where to begin; null: with the snapshot. */
  readonly after: string | null;
  /** How long it stays away after a cut, in milliseconds. */
  offlineMs(): number;
  /** More fields of each change, in GraphQL, to make it large. */
  readonly moreFields?: string;
}

/** A running client. Disposing it ends it for good. */
export type FeedClient = ReturnType<typeof startClient>;

interface Running {
  readonly cuttable: Cuttable;
  next(change: Change): void;
  refuse(reason: string): void;
}

const subscriptionOf = ({ moreFields = '' }: ClientOptions) => `subscription ($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) { cursor deliveryId status attempt ${moreFields} }
}`;

/** Refusals of the moment: the client comes again with the same cursor. */
const COME_AGAIN = ['UNAVAILABLE', 'RATE_LIMITED'];

type Payload = { readonly data?: { readonly deliveryStatusChanged: Change } | null; readonly errors?: Errors };
type Errors = readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];

/** Starts a client. */
export function startClient(options: ClientOptions) {
  const changes: Change[] = [];
  const refusals: string[] = [];
  let ended = false;
  const cuttable = createCuttable(options.url);
  const running: Running = {
    cuttable,
    next: (change) => changes.push(change),
    refuse: (reason) => ended || refusals.push(reason),
  };
  const end = startOf[options.kind](options, running);
  const { cut, setReading, closeCodes } = cuttable;
  return {
    changes: changes as readonly Pick<Change, 'deliveryId' | 'status' | 'attempt'>[],
    /** What it was refused with; a client that goes on has none. */
    refusals: refusals as readonly string[],
    cut,
    setReading,
    closeCodes,
    get opened() {
      return cuttable.opened;
    },
    async [Symbol.asyncDispose]() {
      ended = true;
      await end();
    },
  };
}

const startOf = { 'graphql-ws': startStock, sdk: startSdk, ws: startRaw } as const;

/** The client writes the newest cursor into the payload that graphql-ws sends again after each cut. */
function startStock(options: ClientOptions, running: Running) {
  const { token, appointmentId, after, offlineMs } = options;
  const query = subscriptionOf(options);
  const variables = { appointmentId, after };
  let ended = false;
  const client = createClient({
    url: 'ws://feed/graphql',
    webSocketImpl: running.cuttable.WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: () => pause(offlineMs()),
    keepAlive: 5_000,
    connectionAckWaitTimeout: 10_000,
  });
  function subscribe(): void {
    let refused = '';
    client.subscribe<{ deliveryStatusChanged: Change }>(
      { query, variables },
      {
        next({ data, errors }) {
          if (errors !== undefined) refused = codeOf(errors);
          if (!data) return;
          const { cursor } = data.deliveryStatusChanged;
          if (cursor) variables.after = cursor;
          running.next(data.deliveryStatusChanged);
        },
        error: (error) => running.refuse(Array.isArray(error) ? codeOf(error) : String(error)),
        complete() {
          if (ended) return;
          if (refused !== '' && !COME_AGAIN.includes(refused)) running.refuse(refused);
          else setTimeout(subscribe, offlineMs());
        },
      },
    );
  }
  subscribe();
  return async () => {
    ended = true;
    await client.dispose();
  };
}

function startSdk(options: ClientOptions, running: Running) {
  const { token, appointmentId, after, offlineMs } = options;
  const query = subscriptionOf(options);
  const live = createLiveClient({
    url: 'ws://feed/graphql',
    WebSocket: running.cuttable.WebSocket,
    token: () => token,
    waitMs: offlineMs,
  });
  const end = subscribeResuming<{ deliveryStatusChanged: Change }>(
    live,
    { query, variables: { appointmentId, after } },
    (data) => data.deliveryStatusChanged.cursor || undefined,
    {
      next: (data) => running.next(data.deliveryStatusChanged),
      reset: (code) => running.refuse(`reset ${code}`),
      error: ({ code, message }) => running.refuse(`${code} ${message}`),
    },
  );
  return async () => {
    end();
    await live[Symbol.asyncDispose]();
  };
}

function startRaw(options: ClientOptions, running: Running) {
  const { token, appointmentId, after, offlineMs } = options;
  const query = subscriptionOf(options);
  let cursor = after;
  let ended = false;
  let socket: WebSocket | null = null;
  function connect(): void {
    if (ended) return;
    const opened = new running.cuttable.WebSocket('ws://feed', 'graphql-transport-ws');
    const send = (message: object) => opened.send(JSON.stringify(message));
    socket = opened;
    opened.on('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    opened.on('message', (text) => {
      const { type, payload } = JSON.parse(String(text)) as { type: string; payload?: Payload };
      if (type === 'ping') send({ type: 'pong' });
      if (type === 'connection_ack') {
        const variables = { appointmentId, after: cursor };
        send({ id: '1', type: 'subscribe', payload: { query, variables } });
      }
      if (type === 'next' && payload?.errors !== undefined && !COME_AGAIN.includes(codeOf(payload.errors))) {
        running.refuse(codeOf(payload.errors));
      }
      if (type === 'next' && payload?.data) {
        running.next(payload.data.deliveryStatusChanged);
        cursor = payload.data.deliveryStatusChanged.cursor || cursor;
      }
      if (type === 'complete') opened.close();
    });
    opened.on('error', () => {}); // a close follows
    opened.on('close', () => setTimeout(connect, offlineMs()));
  }
  connect();
  return async () => {
    ended = true;
    if (socket?.readyState === WebSocket.CLOSED) return;
    socket?.terminate();
  };
}

function codeOf(errors: Errors): string {
  return errors[0]?.extensions?.code ?? errors[0]?.message ?? 'no reason';
}
