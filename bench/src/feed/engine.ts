import { SERVICE_NODE_OPTIONS } from '@belltower/dev/node-process';
import { until } from '@belltower/dev/until';
import type { ProbedProcess } from '../probed.ts';
import { messageWith } from '../probed.ts';
import { startPeer } from '../server-under-test.ts';
import type { EngineAnswer } from './served-engine.ts';

/** The engines of the live feed, in the order of the table. */
export const engineNames = ['bare ws', 'plain graphql-ws', 'ours'] as const;
export type EngineName = (typeof engineNames)[number];

/** An engine under measurement, in a process of its own. */
export interface Engine extends AsyncDisposable {
  readonly url: string;
  readonly process: ProbedProcess;
  /** Waits until so many subscriptions are counted. */
  listened(count: number): Promise<void>;
  /** Lets so many changes happen in one turn; `user`: whose they are. */
  publish(count: number, user?: string): void;
}

const ENTRIES: Readonly<Record<EngineName, string>> = {
  'bare ws': 'bench/src/feed/raw-feed-server.ts',
  'plain graphql-ws': 'bench/src/feed/plain-feed-server.ts',
  ours: 'bench/src/feed/our-feed-server.ts',
};

/** Starts an engine, with nobody listening. */
export async function startEngine(name: EngineName, databaseUrl: string): Promise<Engine> {
  const limits = { SOCKETS_PER_USER: '20000', REQUESTS_PER_SECOND: '1000000', REQUESTS_BURST: '1000000' };
  const target = await startPeer(name, ENTRIES[name], {
    DATABASE_URL: databaseUrl,
    NODE_OPTIONS: SERVICE_NODE_OPTIONS.join(' '),
    SOCKET_INIT_MS: '60000',
    ...limits,
  });
  const { process, url } = target;

  async function listeners(): Promise<number> {
    const answer = process.next(messageWith<EngineAnswer>('feed'));
    process.send({ feed: 'listeners' });
    return (await answer).listeners;
  }

  return {
    url,
    process,
    async listened(count) {
      await until(`${name} counts ${count}`, async () => (await listeners()) === count);
    },
    publish: (count, user) => process.send({ feed: 'publish', count, user: user ?? null }),
    [Symbol.asyncDispose]: () => target[Symbol.asyncDispose](),
  };
}
