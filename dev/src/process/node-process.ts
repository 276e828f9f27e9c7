/**
 * A Node process of ours: start, ready, signal, output, stop.
 *
 * Promise: it never outlives us. It has a process group of its own, so that a terminal's ^C reaches only us and we
 * stop everything in order; and when we are killed its message channel closes, and end-with-parent.ts stops it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '../project.ts';
import { StartError } from './start-error.ts';

/** What to run. */
export interface NodeProcessOptions {
  readonly name: string;
  /** The module to run, from `cwd`; it should end on SIGTERM, with what is in flight finished. */
  readonly file: string;
  readonly args?: readonly string[];
  /** @default the project's root */
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nodeOptions?: readonly string[];
  /** Another Node than ours; it runs no TypeScript for us, so it learns only from the message channel that we are gone. */
  readonly node?: string;
  onLine?(line: string, from: 'stdout' | 'stderr'): void;
  /** How long it may take to stop before it is killed. @default 10_000 */
  readonly stopMs?: number;
}

/** A started process. Disposing it kills it. */
export type NodeProcess = ReturnType<typeof startNode>;

/** Resolves when a process is up; rejects when `signal` aborts. */
export type Ready = (child: NodeProcess, signal: AbortSignal) => Promise<unknown>;

/**
 * How a service of ours is started, wherever that is: the scripts and images say the same (repository/service-options.test.ts).
 * In MB: with a small young generation a loaded server spends a quarter of its CPU on garbage (docs/performance.md); Node's own
 * default depends on the machine's memory.
 */
export const SERVICE_NODE_OPTIONS: readonly string[] = ['--max-semi-space-size=32'];

/** The same for the environment: glibc keeps an arena for each thread, which grow and are not given back (man mallopt). */
export const NODE_ENVIRONMENT = { MALLOC_ARENA_MAX: '2' } as const;

/** Compiled modules, with their types stripped: a service that finds its own there takes two thirds of the CPU to start. */
const COMPILE_CACHE = join(projectRoot, '.data', 'compile-cache');

const KEPT_OUTPUT = 2_000_000;
const END_WITH_PARENT = join(import.meta.dirname, 'end-with-parent.ts');

/** Starts a process. */
export function startNode(options: NodeProcessOptions) {
  const { name, file, args = [], cwd = projectRoot, nodeOptions = [], node, stopMs = 10_000, onLine } = options;
  const ours = node === undefined ? ['--import', END_WITH_PARENT] : [];
  const child = spawn(node ?? process.execPath, [...nodeOptions, ...ours, file, ...args], {
    cwd,
    env: { ...NODE_ENVIRONMENT, NODE_COMPILE_CACHE: COMPILE_CACHE, ...options.env, BELLTOWER_STOP_MS: String(stopMs) },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const take = (line: string, from: 'stdout' | 'stderr') => {
    output = `${output}${line}\n`.slice(-KEPT_OUTPUT);
    onLine?.(line, from);
  };
  for (const from of ['stdout', 'stderr'] as const) {
    const lines = createInterface({ input: child[from] as Readable, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('line', (line) => take(line, from));
  }
  const closed = once(child, 'close').catch(() => {}); // `ended` reports an error
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  }).then(async (how) => {
    await Promise.race([closed, pause(500, null, { ref: false })]); // a child of its own may hold its output open
    return how;
  });
  const running = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;

  /** Sends a signal; SIGKILL and SIGTERM resolve when the process is gone, others at once. */
  async function signal(kind: NodeJS.Signals): Promise<void> {
    if (!running()) return;
    child.kill(kind);
    if (kind === 'SIGKILL' || kind === 'SIGTERM') await ended;
  }

  /** Ends it by SIGTERM, and with its group by SIGKILL after `stopMs`; answers whether SIGTERM was enough. */
  async function stop(): Promise<boolean> {
    if (!running()) return true;
    let killed = false;
    const impatience = setTimeout(() => {
      take(`did not stop within ${stopMs / 1000} s after SIGTERM: killed`, 'stderr');
      killed = true;
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    }, stopMs);
    await signal('SIGTERM');
    clearTimeout(impatience);
    return !killed;
  }

  return {
    name,
    pid: child.pid ?? 0,
    running,
    /** The newest of what it wrote, 2 MB at most. */
    output: () => output,
    /** Resolves, in words, when it ended and what it wrote was read: "exit code 1". Never rejects. */
    ended,
    signal,
    stop,
    send: (message: object) => void child.send(message),
    /** The next message that `wanted` takes. Rejects when the process ends before, or `signal` aborts. */
    async next<Message>(wanted: (message: unknown) => message is Message, aborted?: AbortSignal): Promise<Message> {
      const got = Promise.withResolvers<Message>();
      const look = (message: unknown) => wanted(message) && got.resolve(message);
      const abort = () => got.reject(aborted?.reason);
      child.on('message', look);
      aborted?.addEventListener('abort', abort);
      void ended.then((how) => got.reject(new Error(`${name} ended with ${how} before it answered`)));
      try {
        return await got.promise;
      } finally {
        child.off('message', look);
        aborted?.removeEventListener('abort', abort);
      }
    },
    [Symbol.asyncDispose]: () => signal('SIGKILL'),
  };
}

/** Resolves when a process is up. @throws {StartError} when it ends instead or is not up in time; it is stopped then */
export async function untilReady(
  child: NodeProcess,
  ready: Ready,
  { signal, withinMs = 60_000 }: { readonly signal?: AbortSignal; readonly withinMs?: number | undefined } = {},
): Promise<void> {
  const over = new AbortController();
  const limit = AbortSignal.timeout(withinMs);
  try {
    const up = ready(child, AbortSignal.any([limit, over.signal, ...(signal === undefined ? [] : [signal])]));
    const down = child.ended.then((how) => Promise.reject(new Error(how)));
    await Promise.race([down, up]);
  } catch (error) {
    const why = child.running()
      ? String(error instanceof Error ? error.message : error)
      : `ended with ${await child.ended}`;
    await child.stop();
    signal?.throwIfAborted();
    throw new StartError(`${child.name} did not start${limit.aborted ? ` within ${withinMs / 1000} s` : ''}: ${why}`);
  } finally {
    over.abort();
  }
}

/** A process is up when it sends the message `ready`. */
export const saysReady: Ready = (child, signal) => child.next((message) => message === 'ready', signal);

/** A process is up when this address answers with a 2xx. The last answer is in the error when it never does. */
export function answersAt(url: string): Ready {
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
