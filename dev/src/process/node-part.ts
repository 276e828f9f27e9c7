import { join } from 'node:path';
import { projectRoot } from '../project.ts';
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

/** Compiled modules, with their types stripped: a service that finds its own there takes half the CPU to start. */
const COMPILE_CACHE = join(projectRoot, '.data', 'compile-cache');

/** A Node process as a part for the supervisor. */
export function nodePart({ log, ready, readyMs, ...options }: NodePartOptions): Part {
  return {
    name: options.name,
    lastLines: () => log.lastLines(),
    async start(signal) {
      signal.throwIfAborted();
      log.forget();
      const env = { NODE_COMPILE_CACHE: COMPILE_CACHE, ...options.env };
      const child = startNode({ ...options, env, onLine: log.line });
      await untilReady(child, ready, { signal, withinMs: readyMs });
      return child;
    },
  };
}
