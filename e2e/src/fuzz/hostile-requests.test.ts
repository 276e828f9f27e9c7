/**
 * Requests made to cost a server as much as they can, ten at a time: the answer stays small, the event loop goes on, and the
 * memory comes back. How long `/healthz` took meanwhile is printed, and asserted against hangs only.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '@belltower/dev/until';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { type FuzzedRequest, hostileBodies, hostileHeaders, shapes } from './hostile-requests.ts';
import type { MemoryReading } from './loop-watch.ts';
import { fuzzRuns } from './seed.ts';
import type { Order } from './sender.ts';
import { type Attack, type Caller, startWatchedServer, type WatchedServer } from './watched-server.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 }); // against hangs only, also on a loaded machine

const LARGEST_ANSWER = 64 * 1024;
const HANG_MS = 20_000;
/** How much longer than a calibrated block, of some 2 ms, the event loop may stand still; an unbounded server: 90 times. */
const CALIBRATED_BLOCKS = 50;
const MB = 2 ** 20;
/** The server's default: it ends the connection of a larger one at once, also before its client reads the answer. */
const LARGEST_BODY = 2 * MB;

let server: WatchedServer;
let before: MemoryReading;
const done: { readonly title: string; readonly attack: Attack }[] = [];

beforeAll(async () => {
  server = await startWatchedServer();
  before = await server.memory();
});
afterAll(() => server[Symbol.asyncDispose]());

async function attack(request: Order['request'], who: Caller, transport: Order['transport'] = 'http'): Promise<Attack> {
  const result = await server.attack(request, who, transport);
  const title = `${typeof request === 'string' ? request : JSON.stringify(request)} (${transport}, ${who})`;
  done.push({ title, attack: result });
  const { loop, results, waitedMs } = result;
  expect([title, results.filter(({ bytes }) => bytes > LARGEST_ANSWER)]).toEqual([title, []]);
  expect([title, loop.blockedMs < loop.calibratedMs * CALIBRATED_BLOCKS, loop]).toEqual([title, true, loop]);
  expect([title, waitedMs < HANG_MS]).toEqual([title, true]);
  return result;
}

/** What was slowest since the last report. */
function report(): string {
  const all = done.splice(0);
  const lines = all
    .sort((a, b) => b.attack.waitedMs - a.attack.waitedMs)
    .slice(0, 5)
    .map(
      ({ title, attack: { waitedMs, loop } }) =>
        `${Math.round(waitedMs)} ms, loop ${Math.round(loop.blockedMs)} ms of CPU: ${title}`,
    );
  const blocked = Math.max(...all.map(({ attack: { loop } }) => loop.blockedMs));
  return `${all.length} requests, ten at a time; longest turn of the event loop ${Math.round(blocked)} ms of CPU; longest waits for /healthz:\n${lines.join('\n')}`;
}

/** No answer, a fault of the server's, or a limit that ten requests at a time should not reach. */
const isOdd = (status: number) => status === 0 || status >= 500 || status === 429;

const fuzzed: fc.Arbitrary<FuzzedRequest> = fc
  .record({
    shape: fc.constantFrom(...shapes),
    bytes: fc.double({ min: 2, max: 6.2, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ shape, bytes, share }) => {
    const length = Math.floor(10 ** (bytes * share)) - 1;
    return { shape, length, count: Math.ceil(10 ** bytes / (length + 12)) };
  });

describe('a request that is made to be expensive', () => {
  it('has a small answer, and holds nobody up, ten at a time', async () => {
    for (const name of [...Object.keys(hostileBodies), ...Object.keys(hostileHeaders)]) {
      for (const who of ['nobody', 'anna', 'desk'] as const) {
        const { results } = await attack(name, who);
        const isTooLarge = (hostileBodies[name]?.length ?? 0) > LARGEST_BODY;
        const statuses = results.map(({ status }) => status).filter((status) => status !== 0 || !isTooLarge);
        expect([name, who, statuses.filter(isOdd)]).toEqual([name, who, []]);
        if (who === 'nobody')
          expect([name, statuses.every((status) => status >= 400), statuses]).toEqual([name, true, statuses]);
      }
    }
    console.log(report());
  });

  it('is answered or ended over a WebSocket, too', async () => {
    for (const name of Object.keys(hostileBodies)) {
      const { results } = await attack(name, 'desk', 'websocket');
      const odd = results.filter(({ status }) => status !== 4400 && status !== 1009);
      expect([name, odd]).toEqual([name, []]);
    }
    console.log(report());
  });

  it('whatever is repeated in it, and however often, over both transports', async () => {
    const property = fc.asyncProperty(fuzzed, fc.constantFrom('http', 'websocket'), async (request, transport) => {
      const { results } = await attack(request, 'desk', transport);
      if (transport === 'http') expect(results.filter(({ status }) => status !== 0 && isOdd(status))).toEqual([]);
      else expect(results.filter(({ status }) => status !== 4400 && status !== 1009)).toEqual([]);
    });
    await fc.assert(property, { ...fuzzRuns(60), endOnFailure: true });
    console.log(report());
  });

  it('has no end of pongs either: a reader who reads none of them is closed', async () => {
    const { socket, closed } = await openSocket(server.tokens.anna ?? '');
    const { heap: heapBefore, buffers: buffersBefore } = await server.memory();
    socket.pause();
    const ping = JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(1_000) } });
    for (let n = 0; n < 60_000; n++) socket.send(ping);
    await until('it is all sent', () => socket.bufferedAmount === 0 || socket.readyState !== socket.OPEN);
    const { heap, buffers } = await server.memory();
    expect(heap + buffers - heapBefore - buffersBefore).toBeLessThan(100 * MB);
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

  it('leaves no memory in use', async () => {
    const kept = await until('the memory is back', async () => {
      const now = await server.memory();
      return now.heap + now.buffers < before.heap + before.buffers + 50 * MB && now;
    });
    const [from, to] = [before, kept].map(
      ({ heap, buffers, resident }) =>
        `${Math.round((heap + buffers) / MB)} MB in use, ${Math.round(resident / MB)} MB resident`,
    );
    console.log(`before ${from}; after ${to}`);
    expect(server.output()).not.toContain('a request failed');
    expect(server.output()).not.toContain('a message of a socket could not be handled');
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
