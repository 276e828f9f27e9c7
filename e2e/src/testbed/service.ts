import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** One of our services as a process of its own, started from its real entry point. */
export interface Service extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  /** Everything it has printed, over all its lives. */
  readonly output: () => string;
  readonly pid: () => number;
  /** Whether its process is there, ready or not. */
  readonly running: () => boolean;
  /** Starts it, if it is not running, and resolves when it is ready. */
  start(): Promise<void>;
  /** Sends a signal; SIGKILL and SIGTERM resolve when the process is gone, others at once. */
  signal(signal: NodeJS.Signals): Promise<void>;
}

/** How to start a service. */
export interface ServiceOptions {
  readonly name: string;
  /** The entry point, from the project's root. */
  readonly entry: string;
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Told of everything it prints, for those who keep it all. */
  onOutput?(text: string): void;
}

const ROOT = new URL('../../../', import.meta.url).pathname;
const READY_WITHIN_MS = 60_000;

/** Prepares a service; nothing runs before `start()`. The environment holds nothing but PATH and what is given. */
export function createService({ name, entry, url, environment, onOutput }: ServiceOptions): Service {
  let child: ChildProcess | null = null;
  let output = '';

  function spawnChild(): ChildProcess {
    const started = spawn(process.execPath, [entry], {
      cwd: ROOT,
      env: { PATH: process.env.PATH ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // the channel closes when we die, and then a service ends too
    });
    for (const stream of [started.stdout, started.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-2_000_000);
        onOutput?.(text);
      });
    }
    return started;
  }

  async function ready(): Promise<void> {
    const until = Date.now() + READY_WITHIN_MS;
    while (Date.now() < until) {
      const code = child?.exitCode;
      if (!isRunning(child)) throw new Error(`${name} ended with ${code} while starting:\n${output.slice(-4_000)}`);
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
      if (answer?.ok) return;
      await wait(20);
    }
    throw new Error(`${name} was not ready within ${READY_WITHIN_MS} ms:\n${output.slice(-4_000)}`);
  }

  async function signal(kind: NodeJS.Signals): Promise<void> {
    if (child === null || !isRunning(child)) return;
    const ends = kind === 'SIGKILL' || kind === 'SIGTERM';
    const gone = ends ? once(child, 'exit') : null;
    child.kill(kind);
    await gone;
  }

  return {
    name,
    url,
    output: () => output,
    pid: () => child?.pid ?? 0,
    running: () => isRunning(child),
    async start() {
      if (!isRunning(child)) child = spawnChild();
      await ready();
    },
    signal,
    async [Symbol.asyncDispose]() {
      await signal('SIGCONT');
      const stopped = signal('SIGTERM').then(() => true);
      if (!(await Promise.race([stopped, wait(20_000, false, { ref: false })]))) {
        await signal('SIGKILL');
        throw new Error(`${name} did not stop within 20 s of SIGTERM:\n${output.slice(-4_000)}`);
      }
    },
  };
}

function isRunning(child: ChildProcess | null): child is ChildProcess {
  return child !== null && child.exitCode === null && child.signalCode === null;
}
