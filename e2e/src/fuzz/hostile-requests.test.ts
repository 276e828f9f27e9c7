/**
 * Requests made to cost a server as much as they can: the answer stays small, others are served meanwhile, and the memory comes
 * back. What took how long is printed.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from '@belltower/dev/ports';
import { createTestDatabase } from '@belltower/dev/test-database';
import { until } from '@belltower/dev/until';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { callAs } from '../testbed/caller.ts';
import { metricOf } from '../testbed/metric-of.ts';
import { createService, type Service } from '../testbed/service.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 }); // against hangs only, also on a loaded machine

const LARGEST_ANSWER = 64 * 1024;
/** A limit against hangs, the sending of 20 MB by this very process included; an unbounded server stood still for longer. */
const LONGEST_WAIT_MS = 5_000;
const AT_ONCE = 10;
const IDS = 'query($i:[ID!]){deliveries(filter:{ids:$i}){nodes{id}}}';
const times = (count: number, text: (n: number) => string, separator = ' ') =>
  Array.from({ length: count }, (_, n) => text(n)).join(separator);
const json = (query: string, more: object = {}) => JSON.stringify({ query, ...more });
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** What came in the issue first, then its kin. */
const BODIES: Readonly<Record<string, string>> = {
  'a list of 650,000 objects for ids': `{"query":"${IDS}","variables":{"i":[${times(650_000, () => '{}', ',')}]}}`,
  'a list of 90,000 numbers for texts': json('query($i:[String!]){deliveries(filter:{errorCodes:$i}){nodes{id}}}', {
    variables: { i: Array(90_000).fill(1.5) },
  }),
  'a list of 5,000 objects for ids': json(IDS, { variables: { i: Array(5_000).fill({}) } }),
  '100,000 unknown fields': json('query($f:DeliveryFilter){deliveries(filter:$f){nodes{id}}}', {
    variables: { f: Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`f${n}`, 1])) },
  }),
  '4,000 unknown fields with long names': json('query($f:DeliveryFilter){deliveries(filter:$f){nodes{id}}}', {
    variables: { f: Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [`f${n}${'x'.repeat(400)}`, 1])) },
  }),
  '100,000 variables': json('{me{id}}', {
    variables: Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`v${n}`, n])),
  }),
  '100,000 extensions': json('{me{id}}', {
    extensions: Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`v${n}`, n])),
  }),
  'a text of 1.9 MB for an enum': json(
    'query($b:Bucket!){deliveryStatistics(since:"2026-01-01T00:00:00Z",bucket:$b){count}}',
    { variables: { b: 'X'.repeat(1_900_000) } },
  ),
  'a text of 1.9 MB for a number': json('query($n:Int){deliveries(first:$n){nodes{id}}}', {
    variables: { n: 'X'.repeat(1_900_000) },
  }),
  'a text of 1.9 MB for an instant': json('query($s:DateTime!){deliveryStatistics(since:$s,bucket:DAY){count}}', {
    variables: { s: 'X'.repeat(1_900_000) },
  }),
  'a text of 1.9 MB for a search': json('query($s:String){deliveries(filter:{search:$s}){nodes{id}}}', {
    variables: { s: 'X'.repeat(1_900_000) },
  }),
  'a cursor of 1.9 MB': json('query($s:String){deliveries(after:$s){nodes{id}}}', {
    variables: { s: 'X'.repeat(1_900_000) },
  }),
  'an object for a text': json('query($s:String){deliveries(filter:{search:$s}){nodes{id}}}', {
    variables: { s: { a: 'X'.repeat(1_900_000) } },
  }),
  'variables nested 900,000 deep': `{"query":"${IDS}","variables":{"i":${deep(900_000)}}}`,
  'variables nested 40 deep, wide': json(IDS, { variables: { i: JSON.parse(`[${times(200, () => deep(40), ',')}]`) } }),
  'a body nested 900,000 deep': deep(900_000),
  'a list of 100,000 requests': `[${times(100_000, () => '{"query":"{me{id}}"}', ',')}]`,
  'a list of 50 requests': `[${times(50, () => '{"query":"{me{id}}"}', ',')}]`,
  'an operation name of 1.9 MB': json('query a{me{id}}', { operationName: 'x'.repeat(1_900_000) }),
  'a persisted query': json('{me{id}}', {
    extensions: { persistedQuery: { version: 1, sha256Hash: 'x'.repeat(1_900_000) } },
  }),
  'a document that is one name of 1.9 MB': json(`{${'x'.repeat(1_900_000)}}`),
  'a document of 1.9 MB of comments': json(`{me{id}}#${'x'.repeat(1_900_000)}`),
  'a document that is one text of 1.9 MB': json(`{appointment(id:"${'x'.repeat(1_900_000)}"){id}}`),
  'a document of 2,000 tokens that are a list': json(
    `{deliveries(filter:{ids:[${times(1_900, (n) => `"${n}"`)}]}){nodes{id}}}`,
  ),
  '400 operations': json(
    times(400, (n) => `query q${n}{me{id}}`),
    { operationName: 'q7' },
  ),
  'a directive 10,000 times': json(`{me{id ${'@include(if:true)'.repeat(10_000)}}}`),
  'a directive 280 times': json(`{me{id ${'@include(if:true)'.repeat(280)}}}`),
  '1,900 unknown fields': json(`{${times(1_900, (n) => `deliverie${n}`)}}`),
  '1,900 equal fields': json(`{me{${times(1_900, () => 'id')}}}`),
  '300 equal fields with fields of their own': json(`{${times(380, () => 'me{id role}')}}`),
  'conflicts between 450 fields': json(
    `{${times(450, (n) => `deliveries(first:${(n % 50) + 1}){x:__typename}`).slice(0, 15_000)}}`,
  ),
  'fragments that double 40 times': json(
    `{me{...f0}} ${times(40, (n) => `fragment f${n} on Viewer{id ...f${n + 1} ...f${n + 1}}`)} fragment f40 on Viewer{id}`,
  ),
  'fragments in each other, with aliases': json(
    `{deliveries(first:100){nodes{...f0}}} ${times(4, (n) => `fragment f${n} on Delivery{${times(9, (m) => `a${m}:appointment{deliveries{...f${n + 1}}}`)}}`)} fragment f4 on Delivery{id history{attempt}}`,
  ),
  'fragments in a circle': json('{me{...a}} fragment a on Viewer{...b} fragment b on Viewer{...a}'),
  'a page of a hundred pages': json(
    `{${times(45, (n) => `a${n}:deliveries(first:100){nodes{history{attempt status}}}`)}}`,
  ),
  'introspection of introspection': json(
    `{${times(45, (n) => `a${n}:__schema{types{name fields{name args{name type{name ofType{name}}}}}}`)}}`,
  ),
};

let parts: AsyncDisposableStack;
let server: Service;
let tokens: Readonly<Record<'nobody' | 'anna' | 'desk', string | null>>;

beforeAll(async () => {
  await using started = new AsyncDisposableStack();
  const database = started.use(await createTestDatabase());
  const port = await freePort();
  const environment = {
    DATABASE_URL: database.url,
    PORT: String(port),
    DEV_TOKENS: '1',
    JWT_SECRET: 'a secret for the tests of the whole',
    LOG_LEVEL: 'warn',
    REQUESTS_PER_SECOND: '1000000',
    REQUESTS_BURST: '1000000',
    SOCKET_SUBSCRIBES_PER_SECOND: '1000000',
  };
  server = started.use(
    createService({ name: 'server', entry: 'server/src/main.ts', url: `http://127.0.0.1:${port}`, environment }),
  );
  await server.start();
  const [anna, desk] = [await callAs(server.url, 'anna', 'customer'), await callAs(server.url, 'desk', 'staff')];
  tokens = { nobody: null, anna: anna.token, desk: desk.token };
  parts = started.move();
});
afterAll(() => parts.disposeAsync());

/** Asks for `/healthz` all the time, on a connection of its own, until stopped; answers the longest wait, in milliseconds. */
function watchHealth(): () => Promise<number> {
  let stopped = false;
  let longest = 0;
  const watching = (async () => {
    while (!stopped) {
      const fromMs = performance.now();
      await (await fetch(`${server.url}/healthz`)).text();
      longest = Math.max(longest, performance.now() - fromMs);
    }
  })();
  return async () => {
    stopped = true;
    await watching;
    return longest;
  };
}

async function post(body: string, token: string | null) {
  const headers = { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
  const text = await answer.text();
  return { status: answer.status, text };
}

const megabytes = async () => (await metricOf(server, 'process_resident_memory_bytes')) / 2 ** 20;

describe('a request that is made to be expensive', () => {
  it('has a small answer, and holds nobody up, ten at a time', async () => {
    const before = await megabytes();
    const rows: string[] = [];
    let longest = 0;
    let blocked = 0;
    for (const [name, body] of Object.entries(BODIES)) {
      for (const [who, token] of Object.entries(tokens)) {
        const stop = watchHealth();
        const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => post(body, token)));
        const waited = await stop();
        longest = Math.max(longest, waited);
        blocked = Math.max(blocked, await metricOf(server, 'nodejs_eventloop_lag_max_seconds'));
        const [first] = answers;
        if (first === undefined) throw new Error('there was no answer');
        rows.push(`${Math.round(waited)} ms, ${first.status}, ${first.text.length} bytes: ${name} (${who})`);
        expect([name, who, answers.filter(({ status }) => status >= 500 || status === 429)]).toEqual([name, who, []]);
        if (first.text.includes('"errors"'))
          expect([name, who, first.text.length < LARGEST_ANSWER]).toEqual([name, who, true]);
        expect([name, who, waited < LONGEST_WAIT_MS]).toEqual([name, who, true]);
        if (who === 'nobody')
          expect([name, [400, 401].includes(first.status), first.status]).toEqual([name, true, first.status]);
      }
    }
    console.log(
      `${rows.join('\n')}\nlongest wait for /healthz: ${Math.round(longest)} ms, longest block of the event loop: ${Math.round(blocked * 1_000)} ms; ${before.toFixed(0)} MB before, ${(await megabytes()).toFixed(0)} after`,
    );
    // what is garbage is collected when there is more of it: a second round needs no more than the first
    const once = await megabytes();
    for (const body of Object.values(BODIES).slice(0, 8))
      await Promise.all(Array.from({ length: AT_ONCE }, () => post(body, tokens.anna)));
    await until('the memory is back', async () => (await megabytes()) < Math.max(once, before + 300) + 100);
    expect(blocked).toBeLessThan(LONGEST_WAIT_MS / 1_000);
    expect(server.output()).not.toContain('a request failed');
  });

  it('is answered or ended over a WebSocket, too', async () => {
    const stop = watchHealth();
    const before = await megabytes();
    for (const [name, body] of Object.entries(BODIES)) {
      const payload = body.length < 60_000 ? body : `{"query":"{me{id}}","variables":{"x":${deep(20_000)}}}`;
      const sockets = await Promise.all(Array.from({ length: AT_ONCE }, () => openSocket(tokens.desk ?? '')));
      for (const { socket } of sockets) {
        socket.send(`{"type":"ping","payload":{"x":"${'x'.repeat(60_000)}"}}`);
        socket.send(`{"id":"1","type":"subscribe","payload":${payload}}`);
        socket.send(`{"id":"${'i'.repeat(60_000)}","type":"subscribe","payload":{"query":"{me{id}}"}}`);
      }
      await until('each is answered and ended', () => sockets.every(({ closed }) => closed() !== null));
      expect([name, new Set(sockets.map(({ closed }) => closed()))]).toEqual([name, new Set([4400])]);
      for (const { received } of sockets) expect([name, received() < LARGEST_ANSWER * 8]).toEqual([name, true]);
    }
    const waited = await stop();
    console.log(`longest wait for /healthz over WebSockets: ${Math.round(waited)} ms`);
    expect(waited).toBeLessThan(LONGEST_WAIT_MS);
    await until('the memory is back', async () => (await megabytes()) < before + 150);
    expect(server.output()).not.toContain('a message of a socket could not be handled');
  });

  it('has no end of pongs either: a reader who reads none of them is closed', async () => {
    const { socket, closed } = await openSocket(tokens.anna ?? '');
    const before = await megabytes();
    socket.pause();
    const ping = JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(1_000) } });
    for (let n = 0; n < 60_000; n++) socket.send(ping);
    await until('it is all sent', () => socket.bufferedAmount === 0 || socket.readyState !== socket.OPEN);
    expect((await megabytes()) - before).toBeLessThan(200);
    socket.resume();
    socket.terminate();
    await until('it is gone', () => closed() !== null);
  });

  it('is cut when its body never ends, without a token and with one', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {}); // it closes next
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    const chunk = `${(8_192).toString(16)}\r\n${' '.repeat(8_192)}\r\n`;
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    const timer = setInterval(() => socket.write(chunk), 5);
    await until('it is refused', () => answer.includes('401'));
    clearInterval(timer);
    socket.destroy();
    expect(answer).toContain('UNAUTHENTICATED');
  });
});

/** A socket that is let in; `closed` answers its close code. */
async function openSocket(token: string) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  let code: number | null = null;
  let bytes = 0;
  socket.on('error', () => {}); // it closes next
  socket.on('close', (closeCode) => {
    code = closeCode;
  });
  socket.on('message', (data) => {
    bytes += String(data).length;
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await until('it is let in', () => bytes > 0);
  return { socket, closed: () => code, received: () => bytes };
}
