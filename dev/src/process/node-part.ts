import { type NodeProcessOptions, type Ready, startNode, untilReady } from './node-process.ts';
import type { ProcessLog } from './process-log.ts';
import type { Part } from './supervisor.ts';

/** What to run, and when it counts as up. */
export interface NodePartOptions extends Omit<NodeProcessOptions, 'onLine' | 'node'> {
  readonly log: ProcessLog;
  readonly ready: Ready;
  /** How long it may take to come up. @default 60_000 */
  readonly readyMs?: number;
}

/** A Node process as a part for the supervisor. */
export function nodePart({ log, ready, readyMs, ...options }: NodePartOptions): Part {
  return {
    name: options.name,
    lastLines: () => log.lastLines(),
    async start(signal) {
      signal.throwIfAborted();
      log.forget();
      const child = startNode({ ...options, onLine: log.line });
      await untilReady(child, ready, { signal, withinMs: readyMs });
      return child;
    },
  };
}
