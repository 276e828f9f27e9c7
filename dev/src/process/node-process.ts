/**
 * A part that is a Node process of ours.
 *
 * Promise: it never outlives us. It has a process group of its own, so that a terminal's ^C reaches only us and we
 * stop everything in order; and when we are killed its message channel closes, and end-with-parent.ts stops it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '../project.ts';
import type { PartLog } from './process-log.ts';
import { StartError } from './start-error.ts';
import type { Part } from './supervisor.ts';

/** What to run, and when it counts as up. */
export interface ForkedPartOptions {
  readonly name: string;
  /** The module to run; it should end on SIGTERM, with what is in flight finished. */
  readonly file: string;
  readonly args?: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: PartLog;
  /** Resolves when the process is up. */
  ready(child: ChildProcess, signal: AbortSignal): Promise<void>;
  /** How long it may take to come up. @default 60_000 */
  readonly readyMs?: number;
  /** How long it may take to stop before it is killed. @default 10_000 */
  readonly stopMs?: number;
}

/** Compiled modules, with their types stripped: a service that finds its own there takes half the CPU to start. */
const COMPILE_CACHE = join(projectRoot, '.data', 'compile-cache');

/** In MB: with Node's default a service holds 40 MB more, for no measurable gain (docs/performance.md). */
const YOUNG_GENERATION = '--max-semi-space-size=4';

/**
 * Describes a process for the supervisor. Its `start` rejects with a `StartError` when the process ends instead, or is
 * not up within the limit.
 */
export function forkedPart(options: ForkedPartOptions): Part {
  const { name, log, readyMs = 60_000, stopMs = 10_000 } = options;
  return {
    name,
    lastLines: () => log.lastLines(),
    async start(signal) {
      signal.throwIfAborted();
      log.forget();
      const child = fork(options.file, [...(options.args ?? [])], {
        cwd: options.cwd,
        env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...options.env, BELLTOWER_STOP_MS: String(stopMs) },
        execArgv: [YOUNG_GENERATION, '--import', join(import.meta.dirname, 'end-with-parent.ts')],
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      const written = [
        child.stdout && log.take(child.stdout, 'stdout'),
        child.stderr && log.take(child.stderr, 'stderr'),
      ];
      const ended = endOf(child, Promise.all(written));
      let stopping: Promise<void> | undefined;
      const stop = () => {
        stopping ??= stopChild(child, ended, stopMs, log);
        return stopping;
      };

      const over = new AbortController();
      const limit = AbortSignal.timeout(readyMs);
      try {
        const up = options.ready(child, AbortSignal.any([signal, limit, over.signal]));
        const down = ended.then((how) => Promise.reject(new Error(`ended with ${how}`)));
        await Promise.race([up, down]);
      } catch (error) {
        await stop();
        signal.throwIfAborted();
        const why = error instanceof Error ? error.message : String(error);
        const late = limit.aborted ? ` within ${readyMs / 1000} s` : '';
        throw new StartError(`${name} did not start${late}: ${why}`);
      } finally {
        over.abort();
      }
      return { ended, stop };
    },
  };
}

/** How a process ended, once what it wrote has been read, as far as that comes. */
async function endOf(child: ChildProcess, written: Promise<unknown>): Promise<string> {
  const how = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  const patience = new AbortController();
  await Promise.race([written, pause(500, null, { signal: patience.signal }).catch(() => {})]);
  patience.abort();
  return how;
}

async function stopChild(child: ChildProcess, ended: Promise<string>, stopMs: number, log: PartLog): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const group = -child.pid;
  const impatience = setTimeout(() => {
    log.line(`did not stop within ${stopMs / 1000} s after SIGTERM: killed`);
    process.kill(group, 'SIGKILL');
  }, stopMs);
  await ended;
  clearTimeout(impatience);
}

/** A `ready` of `forkedPart`: the process sends the message `ready`. */
export async function saysReady(child: ChildProcess, signal: AbortSignal): Promise<void> {
  for (;;) {
    const [message] = await once(child, 'message', { signal });
    if (message === 'ready') return;
  }
}

/** A `ready` of `forkedPart`: this address answers with a 2xx. The last answer is told when it never does. */
export function answersAt(url: string): (child: ChildProcess, signal: AbortSignal) => Promise<void> {
  return async (_child, signal) => {
    let answer = 'no answer';
    while (!signal.aborted) {
      try {
        const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
        answer = `status ${response.status} ${(await response.text()).slice(0, 300)}`;
        if (response.ok) return;
      } catch {
        // not listening yet
      }
      await pause(40, null, { signal }).catch(() => {});
    }
    throw new Error(`${url}: ${answer}`);
  };
}
