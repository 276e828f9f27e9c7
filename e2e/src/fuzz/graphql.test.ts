/** Whatever operation the schema allows, or nearly: an answer with a code that the contract names, and a server that lives. */
import { readFileSync } from 'node:fs';
import { createTestDatabase } from '@belltower/dev/test-database';
import fc from 'fast-check';
import { buildSchema, OperationTypeNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { createServer, type Service } from '../testbed/service.ts';
import { anyJson, anyText } from './hostile-values.ts';
import { type FuzzedOperation, operationOf } from './operations.ts';
import { fuzzRuns } from './seed.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 }); // against hangs only, also on a loaded machine

const CODES = [
  ...['BAD_USER_INPUT', 'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'CURSOR_INVALID', 'CURSOR_EXPIRED'],
  ...['RATE_LIMITED', 'QUERY_TOO_COMPLEX', 'UNAVAILABLE', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
];
const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
/** Together, so that a run of thousands takes seconds. */
const AT_ONCE = 10;

let parts: AsyncDisposableStack;
let server: Service;
let tokens: readonly (string | null)[];
let ids: readonly string[];
/** Answers without any error: a fuzzer that is only ever refused proves little. */
let served = 0;

beforeAll(async () => {
  await using started = new AsyncDisposableStack();
  const database = started.use(await createTestDatabase());
  const unlimited = { REQUESTS_PER_SECOND: '1000000', REQUESTS_BURST: '1000000' };
  server = started.use(await createServer({ DATABASE_URL: database.url, ...unlimited }));
  await server.start();
  const [anna, desk] = [await callAs(server.url, 'anna', 'customer'), await callAs(server.url, 'desk', 'staff')];
  const booked = await book(anna);
  tokens = [anna.token, desk.token, null];
  ids = [booked.id, ...booked.deliveries.map(({ id }) => id)];
  parts = started.move();
});

afterAll(() => parts.disposeAsync());

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** What is wrong with an answer; null when nothing is. */
function faultIn(status: number, text: string): string | null {
  if (status >= 500 || status === 429) return `${status}: ${text.slice(0, 500)}`;
  const answer: Answer = JSON.parse(text);
  if (answer.errors === undefined) served += 1;
  const uncoded = (answer.errors ?? []).filter(({ extensions }) => !CODES.includes(extensions?.code ?? ''));
  if (uncoded.length > 0) return `${status}: ${JSON.stringify(uncoded).slice(0, 500)}`;
  return answer.data === undefined && answer.errors === undefined ? `${status}: neither data nor errors` : null;
}

async function post(body: string, token: string | null, type = 'application/json') {
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
  const headers = { 'content-type': type, ...authorization };
  const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
  return faultIn(answer.status, await answer.text());
}

async function lives(): Promise<void> {
  expect(server.running(), server.output()).toBe(true);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  expect(
    server
      .output()
      .split('\n')
      .filter((line) => line.includes('a request failed')),
  ).toEqual([]);
}

describe('the GraphQL endpoint', () => {
  it('answers every operation that the schema allows, or nearly, with a code of the contract', async () => {
    let cases = 0;
    const operation = fc.gen().map((draw) => {
      const kind = draw(fc.constantFrom, OperationTypeNode.QUERY, OperationTypeNode.MUTATION);
      return { ...operationOf(draw, schema, kind, ids), token: tokens[draw(fc.integer, { min: 0, max: 2 })] ?? null };
    });
    const several = fc.array(operation, { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(
      fc.asyncProperty(several, async (operations) => {
        cases += operations.length;
        const faults = await Promise.all(operations.map(({ token, ...body }) => post(JSON.stringify(body), token)));
        expect(faults.filter((fault) => fault !== null)).toEqual([]);
      }),
      fuzzRuns(200),
    );
    await lives();
    expect(served / cases).toBeGreaterThan(0.02);
  });

  it('answers every body, JSON or not, of any type', async () => {
    const request = fc.oneof(
      fc.record(
        { query: anyJson, variables: anyJson, operationName: anyJson, extensions: anyJson },
        { requiredKeys: [] },
      ),
      anyJson,
      fc.array(anyJson, { maxLength: 3 }),
      fc.record({ query: anyText }),
    );
    const body = fc.oneof(
      request.map((value) => JSON.stringify(value) ?? ''),
      anyText,
      fc.json(),
    );
    const type = fc.constantFrom(
      'application/json',
      'application/json; charset=utf-16',
      'text/plain',
      'application/graphql',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(body, type), { minLength: AT_ONCE, maxLength: AT_ONCE }), async (requests) => {
        const faults = await Promise.all(requests.map(([text, kind]) => post(text, tokens[0] ?? null, kind)));
        expect(faults.filter((fault) => fault !== null)).toEqual([]);
      }),
      fuzzRuns(60),
    );
    await lives();
  });
});

describe('the WebSocket', () => {
  it('ends or answers whatever is sent to it, and goes on serving others', async () => {
    const operation = fc.gen().map((draw): FuzzedOperation => {
      const kind = draw(fc.constantFrom, OperationTypeNode.SUBSCRIPTION, OperationTypeNode.QUERY);
      return operationOf(draw, schema, kind, ids);
    });
    const message = fc.oneof(
      operation.map((payload) => JSON.stringify({ id: '1', type: 'subscribe', payload })),
      fc
        .record(
          {
            id: anyJson,
            type: fc.oneof(
              fc.constantFrom('subscribe', 'next', 'complete', 'ping', 'pong', 'connection_init'),
              anyText,
            ),
            payload: anyJson,
          },
          { requiredKeys: [] },
        )
        .map((value) => JSON.stringify(value)),
      anyText,
      fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
    );
    const faults: string[] = [];
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 9 }),
        async (messages, init) => {
          faults.push(...(await converse(init === 0 ? messages : [initOf(tokens[1] ?? ''), ...messages])));
          expect(faults).toEqual([]);
        },
      ),
      fuzzRuns(250),
    );
    await lives();
  });
});

function initOf(token: string): string {
  return JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
}

/** Sends everything, then a ping, and waits for its pong or for the end; answers what was wrong with what came. */
async function converse(messages: readonly (string | Buffer)[]): Promise<string[]> {
  const faults: string[] = [];
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const ended = Promise.withResolvers<void>();
  socket.on('error', () => {}); // it closes next
  socket.on('close', (code) => {
    if (![1000, 1003, 1007, 1009].includes(code) && !(code >= 4400 && code < 4500)) faults.push(`closed with ${code}`);
    ended.resolve();
  });
  socket.on('message', (data) => {
    const { type, payload } = JSON.parse(String(data));
    const errors = type === 'error' ? payload : type === 'next' ? (payload.errors ?? []) : [];
    for (const { message, extensions } of errors) {
      if (!CODES.includes(extensions?.code)) faults.push(`${extensions?.code}: ${message}`);
    }
    if (type === 'pong' && payload?.last === true) socket.close(1000);
  });
  await new Promise<void>((resolve) => {
    socket.once('open', resolve);
    void ended.promise.then(resolve);
  });
  for (const message of [...messages, JSON.stringify({ type: 'ping', payload: { last: true } })])
    socket.send(message, () => {});
  await ended.promise;
  return faults;
}
