import { type Peer, startPeer } from './peer.ts';
import { postgresCpuMicros } from './process-cpu.ts';
import type { Cost } from './serve.ts';

/** What it is asked. */
export interface LoadOrder {
  /** With the path; connections divide among several. */
  readonly url: string | readonly string[];
  readonly token: string;
  readonly body: object;
  readonly connections: number;
  /** For how long, or how often. */
  readonly for: { readonly ms: number } | { readonly requests: number };
}

/** What came of it; times in milliseconds. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** What was answered instead of a success, for the first time; null: all were. */
  readonly refused: string | null;
}

/** The load generator. */
export interface Load extends AsyncDisposable {
  /** Lets it ask. @throws {Error} when an answer was no success: what is refused quickly is no rate */
  run(order: LoadOrder): Promise<LoadResult>;
}

/** Starts the load generator's process. */
export async function startLoad(): Promise<Load> {
  const peer = await startPeer({ name: 'load', entry: 'bench/peers/load-server.ts' });
  return {
    async run(order) {
      const result = await peer.call<LoadResult>('load', order);
      if (result.refused !== null) throw new Error(`${order.url} answered: ${result.refused}`);
      return result;
    },
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  };
}

/** A rate, the times of its answers, and what each cost the processes that gave it and their PostgreSQL, in microseconds. */
export interface Measured extends LoadResult, Cost {
  readonly databaseMicros: number;
}

/** Runs a load and reads what its answers cost. */
export async function measure(
  load: Load,
  peers: readonly Peer[],
  databasePort: number,
  order: LoadOrder,
): Promise<Measured> {
  const used = async () =>
    (await Promise.all(peers.map((peer) => peer.usage()))).reduce((sum, one) => sum + one.cpuMicros, 0);
  const [before, databaseBefore] = [await used(), postgresCpuMicros(databasePort)];
  const result = await load.run(order);
  const { requests, seconds } = result;
  return {
    ...result,
    rate: requests / seconds,
    cpuMicros: ((await used()) - before) / requests,
    databaseMicros: (postgresCpuMicros(databasePort) - databaseBefore) / requests,
  };
}
