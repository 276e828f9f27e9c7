import { SERVICE_NODE_OPTIONS } from '@belltower/dev/node-process';
import { until } from '@belltower/dev/until';
import { startPeer } from '../parts/peer.ts';
import { UNLIMITED } from '../parts/services.ts';

/** The engines of the live feed, and where each one is. */
const ENTRIES = {
  'bare ws': 'bench/src/feed/raw-feed-server.ts',
  'plain graphql-ws': 'bench/src/feed/plain-feed-server.ts',
  'with withFilter': 'bench/peers/with-filter-server.ts',
  ours: 'bench/src/feed/our-feed-server.ts',
} as const;
export type EngineName = keyof typeof ENTRIES;

/** An engine under measurement, in a process of its own. */
export type Engine = Awaited<ReturnType<typeof startEngine>>;

const LIMITS = {
  DATABASE_CONNECTIONS: '150',
  SOCKET_INIT_MS: '60000',
  SOCKET_SUBSCRIBES_PER_SECOND: '100000',
  ...UNLIMITED,
};

/** Starts an engine, with nobody listening. The young generation of each is the one that ours is shipped with. */
export async function startEngine(name: EngineName, databaseUrl: string) {
  const environment = { DATABASE_URL: databaseUrl, ...LIMITS };
  const peer = await startPeer({ name, entry: ENTRIES[name], environment, nodeOptions: SERVICE_NODE_OPTIONS });
  const listeners = () => peer.call<number>('listeners');
  return {
    ...peer,
    listened: (count: number) => until(`${name} counts ${count}`, async () => (await listeners()) === count),
  };
}
