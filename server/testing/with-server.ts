import type { TestDatabase } from '@belltower/dev/test-database';
import type { EventLog } from '@belltower/event-log';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { readConfig } from '../src/config.ts';
import type { Mutation, Query } from '../src/generated/resolvers.ts';
import { startServer } from '../src/server.ts';
import { openTestLog } from './status-events.ts';
import { createMigratedDatabase, silent, until } from './with-database.ts';

/** What a GraphQL request answers. */
export interface Answer {
  readonly status: number;
  /** Typed by the schema: of this, the selected fields are present. Null where errors took all of it. */
  readonly data: Query & Mutation;
  readonly errors: readonly AnswerError[];
}

/** One of its errors. */
export interface AnswerError {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** A running server, and the ways to talk to it. */
export interface TestServer {
  readonly url: string;
  readonly database: TestDatabase;
  /** The log that the server uses. What a test appends, as the notifier would, comes after the bookings that are published. */
  readonly log: EventLog;
  token(sub: string, role?: 'customer' | 'staff'): Promise<string>;
  query(token: string | null, query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** A standard live client that does not reconnect. */
  live(token: string): Client;
}

/** Defaults of an answer's parts. */
const NOTHING = { data: null, errors: [] };

/** Runs a test against a whole server on a database of its own. */
export async function withServer(
  test: (server: TestServer) => Promise<void>,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  await using database = await createMigratedDatabase();
  await using log = await openTestLog(database.url);
  await using running = await startServer(
    readConfig({
      DATABASE_URL: database.url,
      JWT_SECRET: 'a secret for tests of the server alone',
      DEV_TOKENS: '1',
      PORT: '0',
      SOCKET_DRAIN_MS: '0',
      ...environment,
    }),
    silent,
    {
      onStalled(silentMs) {
        throw new Error(`stalled for ${silentMs} ms`);
      },
    },
  );
  const url = `http://127.0.0.1:${running.port}`;
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  const clients: Client[] = [];
  const server: TestServer = {
    url,
    database,
    log: {
      ...log,
      async append(records) {
        await until(async () => (await database.query('select from server.outbox limit 1')).length === 0);
        await log.append(records);
      },
    },
    async token(sub, role = 'customer') {
      const answer = await fetch(`${url}/dev/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sub, role }),
      });
      const { token } = (await answer.json()) as { token: string };
      return token;
    },
    async query(token, query, variables = {}) {
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ query, variables }),
      });
      const body = (await answer.json()) as Omit<Answer, 'status'>;
      return { ...NOTHING, ...body, status: answer.status };
    },
    live(token) {
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams: { authorization: `Bearer ${token}` },
      });
      clients.push(client);
      return client;
    },
  };
  try {
    await test(server);
  } finally {
    for (const client of clients) await client.dispose();
  }
}
