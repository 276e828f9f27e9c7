import { type Peer, startPeer } from './peer.ts';
import type { Cost } from './serve.ts';
import { type UsedParts, usedIn } from './used.ts';

export interface LoadOrder {
  /** With the path; connections divide among several. */
  readonly url: string | readonly string[];
  readonly token: string;
  readonly body: object;
  readonly connections: number;
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
export type Load = Awaited<ReturnType<typeof startLoad>>;

/** Starts the load generator's process. */
export async function startLoad() {
  const peer = await startPeer({ name: 'load', entry: 'bench/peers/load-server.ts' });
  return {
    /** Lets it ask. @throws {Error} when an answer was no success: what is refused quickly is no rate */
    async run(order: LoadOrder): Promise<LoadResult> {
      const result = await peer.call<LoadResult>('load', order);
      if (result.refused !== null) throw new Error(`${order.url} answered: ${result.refused}`);
      return result;
    },
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  };
}

/** A rate, the times of its answers, and what each cost the processes that gave it and their PostgreSQL. */
export interface Measured extends LoadResult, Cost {
  readonly databaseMicros: number;
  readonly walBytes: number;
}

/** Runs a load and reads what its answers cost. */
export async function measure(
  load: Load,
  peers: readonly Peer[],
  postgres: UsedParts['postgres'],
  order: LoadOrder,
): Promise<Measured> {
  const { done, used } = await usedIn({ postgres, server: peers }, async () => {
    const result = await load.run(order);
    return { result, count: result.requests };
  });
  const { requests, seconds } = done.result;
  const { server: cpuMicros, postgres: databaseMicros, walBytes } = used;
  return { ...done.result, rate: requests / seconds, cpuMicros, databaseMicros, walBytes };
}
