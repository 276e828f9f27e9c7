/** The load generator, a process of its own: autocannon's connections, each of which asks again when it has its answer. */
import autocannon from 'autocannon';
import type { LoadOrder, LoadResult } from '../src/parts/load.ts';
import { serve } from '../src/parts/serve.ts';

serve('', {
  async load({ url, token, body, connections, for: limit }: LoadOrder): Promise<LoadResult> {
    const tookMs: number[] = [];
    let refused: string | null = null;
    const over = Promise.withResolvers<void>();
    const options = {
      url: [url].flat() as never, // it takes several, and its types do not know it
      connections,
      ...('ms' in limit ? { duration: limit.ms / 1_000 } : { amount: limit.requests }),
      sampleInt: 20, // it looks that often whether its time is over
      method: 'POST' as const,
      headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      verifyBody(body: unknown) {
        const answer = String(body);
        if (answer.startsWith('{"data"') && !answer.includes('"errors"')) return true;
        refused ??= answer.slice(0, 1_000);
        return false;
      },
    };
    const startedAt = performance.now();
    const run = autocannon(options, (error) => (error === null ? over.resolve() : over.reject(error)));
    run.on('response', (_client, status, _bytes, ms) => {
      tookMs.push(ms);
      if (status !== 200) refused ??= `status ${status}`;
    });
    run.on('reqError', (error: unknown) => {
      refused ??= String(error);
    });
    await over.promise;
    const seconds = (performance.now() - startedAt) / 1_000;
    const sorted = Float64Array.from(tookMs).sort();
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    return { requests: sorted.length, seconds, p50: at(0.5), p99: at(0.99), refused };
  },
});
