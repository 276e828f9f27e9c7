/** The load generator, a process of its own: connections that ask in a closed loop, for a time. */
import { openConnection, requestOf } from './connection.ts';

/** What it is asked. */
export interface LoadOrder {
  readonly url: string;
  readonly token: string;
  readonly bodies: readonly object[];
  readonly connections: number;
  readonly forMs: number;
  /** Requests a second altogether; null: as fast as answers come. */
  readonly perSecond: number | null;
}

/** What came of it; times in milliseconds. */
export interface LoadResult {
  readonly load: 'done';
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** The first answer that was no success; null: all were. */
  readonly refused: string | null;
}

process.on('message', (order: LoadOrder) => {
  void run(order).then((result) => process.send?.(result));
});
process.once('disconnect', () => process.exit());

async function run(order: LoadOrder): Promise<LoadResult> {
  const url = new URL(order.url);
  const requests = order.bodies.map((body) => requestOf(url, body, order.token));
  const tookMs: number[] = [];
  let refused: string | null = null;
  let turn = 0;
  const startedAt = performance.now();
  const end = startedAt + order.forMs;
  const gapMs = order.perSecond === null ? 0 : (1_000 * order.connections) / order.perSecond;

  async function ask(index: number): Promise<void> {
    using connection = await openConnection(url);
    for (let due = startedAt + (gapMs * index) / order.connections; performance.now() < end; due += gapMs) {
      const early = due - performance.now();
      if (gapMs > 0 && early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      const request = requests[turn++ % requests.length];
      if (request === undefined) throw new Error('a request was expected');
      const sentAt = performance.now();
      const answer = await connection.ask(request);
      tookMs.push(performance.now() - sentAt);
      if (refused === null && (answer.toString('latin1', 9, 12) !== '200' || answer.includes('"errors"'))) {
        refused = answer.toString().slice(0, 1_000);
      }
    }
  }

  await Promise.all(Array.from({ length: order.connections }, (_, index) => ask(index))).catch((error: unknown) => {
    refused ??= String(error);
  });
  const sorted = Float64Array.from(tookMs).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const seconds = (performance.now() - startedAt) / 1_000;
  return { load: 'done', requests: tookMs.length, seconds, p50: at(0.5), p99: at(0.99), refused };
}
