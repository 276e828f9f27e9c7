import { messageWith, type ProbedProcess, startProbed } from '../probed.ts';
import type { LoadOrder, LoadResult } from './http-load.ts';

/** The load generator. */
export interface Load extends AsyncDisposable {
  /** Lets it ask. @throws {Error} when an answer was no success: what is refused quickly is no rate */
  run(order: Omit<LoadOrder, 'perSecond'> & { readonly perSecond?: number }): Promise<LoadResult>;
}

/** Starts the load generator's process. */
export function startLoad(): Load {
  const child = startProbed({ name: 'load', entry: 'bench/src/load/http-load.ts' });
  return {
    async run(order) {
      const done = child.next(messageWith<LoadResult>('load'));
      child.send({ perSecond: null, ...order } satisfies LoadOrder);
      const result = await done;
      if (result.refused !== null) throw new Error(`${order.url} answered: ${result.refused}`);
      return result;
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

/** A rate, its answers' times, and the microseconds of CPU that a process under measurement gave to each. */
export interface Measured extends LoadResult {
  readonly rate: number;
  readonly cpuMicros: number;
}

/** Runs a load and reads what the process took for it. */
export async function measure(load: Load, target: ProbedProcess, order: Parameters<Load['run']>[0]): Promise<Measured> {
  const before = await target.usage();
  const result = await load.run(order);
  const after = await target.usage();
  return {
    ...result,
    rate: result.requests / result.seconds,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / result.requests,
  };
}
