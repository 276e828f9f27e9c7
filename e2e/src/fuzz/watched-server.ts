/** A server under attack: its requests come from a process of their own, and its event loop and memory are measured inside it. */
import { join } from 'node:path';
import { callsTo } from '@belltower/dev/calls';
import { saysReady, startNode, untilReady } from '@belltower/dev/node-process';
import { createTestDatabase } from '@belltower/dev/test-database';
import { callAs } from '../testbed/caller.ts';
import { repeatedly } from '../testbed/repeatedly.ts';
import { createServer } from '../testbed/service.ts';
import type { LoopReading, MemoryReading } from './loop-watch.ts';
import type { Order, Result } from './sender.ts';

/** Who sends a request. */
export type Caller = 'nobody' | 'anna' | 'desk';

/** What ten requests at a time did to the server. */
export interface Attack {
  readonly results: readonly Result[];
  /** The longest wait for `/healthz` meanwhile, in milliseconds. */
  readonly waitedMs: number;
  readonly loop: LoopReading;
}

/** The server and the means to attack it. */
export type WatchedServer = Awaited<ReturnType<typeof startWatchedServer>>;

const AT_ONCE = 10;
const UNLIMITED = [
  ...['REQUESTS_PER_SECOND', 'REQUESTS_BURST', 'REFUSED_TOKENS_PER_SECOND', 'REFUSED_TOKENS_BURST'],
  'SOCKET_SUBSCRIBES_PER_SECOND',
];

/** Starts a server, and a process that sends. */
export async function startWatchedServer() {
  await using started = new AsyncDisposableStack();
  const database = started.use(await createTestDatabase());
  const limits = UNLIMITED.map((name) => [name, '1000000']);
  const environment = { DATABASE_URL: database.url, LOG_LEVEL: 'warn', ...Object.fromEntries(limits) };
  const nodeOptions = ['--import', join(import.meta.dirname, 'loop-watch.ts')];
  const service = started.use(await createServer(environment, { nodeOptions }));
  const server = await service.start();
  const { url } = service;
  const sender = started.use(
    startNode({ name: 'sender', file: join(import.meta.dirname, 'sender.ts'), env: { PATH: process.env.PATH } }),
  );
  await untilReady(sender, saysReady);
  const [anna, desk] = [await callAs(url, 'anna', 'customer'), await callAs(url, 'desk', 'staff')];
  const tokens: Readonly<Record<Caller, string | null>> = { nobody: null, anna: anna.token, desk: desk.token };

  const [watched, sending] = [callsTo(server), callsTo(sender)];

  const parts = started.move();
  return {
    url,
    tokens,
    output: server.output,
    memory: () => watched<MemoryReading>('memory'),
    async attack(request: Order['request'], who: Caller, transport: Order['transport']): Promise<Attack> {
      await watched('loop');
      let waitedMs = 0;
      const health = repeatedly(async () => {
        const fromMs = performance.now();
        await (await fetch(`${url}/healthz`)).text();
        waitedMs = Math.max(waitedMs, performance.now() - fromMs);
        return 0;
      });
      const order: Order = { url, request, token: tokens[who], transport, atOnce: AT_ONCE };
      const results = await sending<Attack['results']>('send', order);
      await health[Symbol.asyncDispose]();
      return { results, waitedMs, loop: await watched<LoopReading>('loop') };
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
