/** A server under attack: its requests come from a process of their own, and its event loop and memory are measured inside it. */
import { join } from 'node:path';
import { answersAt, saysReady, startNode, untilReady } from '@belltower/dev/node-process';
import { freePort } from '@belltower/dev/ports';
import { createTestDatabase } from '@belltower/dev/test-database';
import { callAs } from '../testbed/caller.ts';
import type { LoopReading, MemoryReading } from './loop-watch.ts';
import type { Order, Result, Sent } from './sender.ts';

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
export interface WatchedServer extends AsyncDisposable {
  readonly url: string;
  readonly tokens: Readonly<Record<Caller, string | null>>;
  output(): string;
  attack(request: Order['request'], who: Caller, transport: Order['transport']): Promise<Attack>;
  memory(): Promise<MemoryReading>;
}

const AT_ONCE = 10;

/** Starts a server, and a process that sends. */
export async function startWatchedServer(): Promise<WatchedServer> {
  await using started = new AsyncDisposableStack();
  const database = started.use(await createTestDatabase());
  const url = `http://127.0.0.1:${await freePort()}`;
  const server = startNode({
    name: 'server',
    file: 'server/src/main.ts',
    nodeOptions: ['--import', join(import.meta.dirname, 'loop-watch.ts')],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      PORT: new URL(url).port,
      DEV_TOKENS: '1',
      JWT_SECRET: 'a secret for the tests of the whole',
      LOG_LEVEL: 'warn',
      REQUESTS_PER_SECOND: '1000000',
      REQUESTS_BURST: '1000000',
      REFUSED_TOKENS_PER_SECOND: '1000000',
      REFUSED_TOKENS_BURST: '1000000',
      SOCKET_SUBSCRIBES_PER_SECOND: '1000000',
    },
  });
  started.defer(() => server.stop().then(() => {}));
  await untilReady(server, answersAt(`${url}/readyz`));
  const sender = startNode({
    name: 'sender',
    file: join(import.meta.dirname, 'sender.ts'),
    env: { PATH: process.env.PATH },
  });
  started.use(sender);
  await untilReady(sender, saysReady);
  const [anna, desk] = [await callAs(url, 'anna', 'customer'), await callAs(url, 'desk', 'staff')];
  const tokens = { nobody: null, anna: anna.token, desk: desk.token };

  async function read<Reading extends LoopReading | MemoryReading>(kind: Reading['kind']): Promise<Reading> {
    const reading = server.next((message): message is Reading => isKind(message, kind));
    server.send({ read: kind });
    return await reading;
  }

  /** Asks for `/healthz` all the time, until stopped; answers the longest wait. */
  function watchHealth(): () => Promise<number> {
    let stopped = false;
    let longestMs = 0;
    const watching = (async () => {
      while (!stopped) {
        const fromMs = performance.now();
        await (await fetch(`${url}/healthz`)).text();
        longestMs = Math.max(longestMs, performance.now() - fromMs);
      }
    })();
    return async () => {
      stopped = true;
      await watching;
      return longestMs;
    };
  }

  const parts = started.move();
  return {
    url,
    tokens,
    output: server.output,
    memory: () => read<MemoryReading>('memory'),
    async attack(request, who, transport) {
      await read<LoopReading>('loop');
      const stop = watchHealth();
      const sent = sender.next((message): message is Sent => isKind(message, 'sent'));
      sender.send({ url, request, token: tokens[who], transport, atOnce: AT_ONCE } satisfies Order);
      const { results } = await sent;
      return { results, waitedMs: await stop(), loop: await read<LoopReading>('loop') };
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function isKind(message: unknown, kind: string): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind;
}
