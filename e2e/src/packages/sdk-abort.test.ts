/** The SDK's own timers and listeners, while memory is collected: on each release of Node that is supported. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Consumer, createConsumer } from './consumer.ts';
import { nodeOfRelease } from './node-releases.ts';
import { startProgram } from './program.ts';

const PROGRAM = `
import { createBelltower } from '@belltower/sdk';

const url = process.env.BELLTOWER_URL;
let kept = [];
setInterval(() => {
  kept = Array.from({ length: 20_000 }, (_, n) => ({ n, text: String(n) }));
  globalThis.gc();
}, 20);

const slow = createBelltower({ url, token: 'token', timeoutMs: 1_000, attempts: 1 });
await slow.me().catch(({ code }) => console.log(code));

const belltower = createBelltower({ url, token: 'token' });
function callAndAbort() {
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error('the caller left')), 1_000);
  return belltower.me({ signal: abort.signal });
}
await callAndAbort().catch(({ message }) => console.log(message));

function watchAndAbort() {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 1_000);
  return belltower.watchDeliveries({ signal: abort.signal });
}
for await (const _ of watchAndAbort());
console.log('the watch ended');

const timed = AbortSignal.timeout(1_000);
await belltower.me({ signal: timed }).catch(({ name }) => console.log(name));
const closing = belltower.me().catch(({ code }) => console.log(code));
await belltower.close();
await closing;
process.exit();
`;

const silent = createServer(() => {});
let consumer: Consumer;

beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  consumer = await createConsumer(['sdk'], ['ws']);
  await consumer.write('abort.mjs', PROGRAM);
});
afterAll(async () => {
  await consumer[Symbol.asyncDispose]();
  silent.close();
  silent.closeAllConnections();
});

it.each([20, 22, 24] as const)('the SDK gives up in time, and when its caller does, on Node %i', async (release) => {
  const path = await nodeOfRelease(release);
  const { port } = silent.address() as AddressInfo;
  const environment = { BELLTOWER_URL: `http://127.0.0.1:${port}/graphql`, NODE_OPTIONS: '--expose-gc' };
  await using program = startProgram(path, consumer.folder, 'abort.mjs', environment);
  expect(await program.ended).toBe('exit code 0');
  expect(program.lines()).toEqual(['TIMEOUT', 'the caller left', 'the watch ended', 'TimeoutError', 'CLOSED']);
});
