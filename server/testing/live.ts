import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Mutation, Query, Subscription } from '../src/generated/resolvers.ts';
import { until } from './with-database.ts';
import type { AnswerError, TestServer } from './with-server.ts';

/** A message of the protocol graphql-transport-ws, as it is sent. */
export interface SentMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** The same, as it was received. */
export interface Message extends SentMessage {
  readonly payload?: Payload;
}

/** The payload of a message: an answer, typed by the schema, of which the selected fields are there; or a list of errors. */
export interface Payload {
  readonly data: Query & Mutation & Subscription;
  readonly errors: readonly AnswerError[];
  readonly [index: number]: AnswerError;
}

/** A bare socket: each message of the protocol is sent and received by the test itself. */
export interface RawSocket {
  readonly socket: WebSocket;
  readonly messages: Message[];
  /** The close code, or null while it is open. */
  readonly closed: number | null;
  send(message: SentMessage): void;
  /** Waits for a number of messages of one type. */
  wait(type: string, count?: number): Promise<Message[]>;
}

/** Opens a socket. `init` sends connection_init with a token and waits until it is acknowledged. */
export async function openSocket(
  server: Pick<TestServer, 'url'>,
  options: { readonly init?: string; readonly headers?: Record<string, string>; readonly protocol?: string } = {},
): Promise<RawSocket> {
  const { protocol = 'graphql-transport-ws', headers = {} } = options;
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, protocol, { headers });
  const messages: Message[] = [];
  let closed: number | null = null;
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  socket.on('close', (code) => {
    closed = code;
  });
  await once(socket, 'open');
  const raw: RawSocket = {
    socket,
    messages,
    get closed() {
      return closed;
    },
    send: (message) => socket.send(JSON.stringify(message)),
    async wait(type, count = 1) {
      const found = () => messages.filter((message) => message.type === type);
      await until(() => found().length >= count || closed !== null);
      return found();
    },
  };
  if (options.init !== undefined) {
    raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${options.init}` } });
    await raw.wait('connection_ack');
  }
  return raw;
}
