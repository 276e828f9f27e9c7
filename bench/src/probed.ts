import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Probed, ProbeQuestion } from './probe.ts';

/** A process under measurement. Disposing it ends it. */
export interface ProbedProcess extends AsyncDisposable {
  readonly name: string;
  /** What it has used so far. */
  usage(): Promise<Probed>;
  /** Collects its garbage, and tells what it holds then. */
  collect(): Promise<Probed>;
  /** Begins a CPU profile; `saveProfile` ends it and writes it. */
  profile(): Promise<void>;
  saveProfile(file: string): Promise<void>;
  /** Sends what its own code understands. */
  send(message: object): void;
  /** The next message of its own code that `wanted` takes. @throws when it ends before */
  next<Message extends object>(wanted: (message: object) => message is Message): Promise<Message>;
}

/** What to start. */
export interface ProbedOptions {
  readonly name: string;
  /** From the project's root. */
  readonly entry: string;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
}

const ROOT = new URL('../../', import.meta.url).pathname;
const PROBE = new URL('./probe.ts', import.meta.url).href;
const STOP_MS = 10_000;

/** Starts a process with a probe in it. Its environment holds PATH and what is given; it says what it says on our stderr. */
export function startProbed({ name, entry, args = [], environment, nodeOptions = [] }: ProbedOptions): ProbedProcess {
  const child = spawn(process.execPath, ['--no-warnings', ...nodeOptions, `--import=${PROBE}`, entry, ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');

  async function next<Message extends object>(wanted: (message: object) => message is Message): Promise<Message> {
    const got = Promise.withResolvers<Message>();
    const take = (message: object) => wanted(message) && got.resolve(message);
    child.on('message', take);
    const gone = ended.then(([code]) => {
      throw new Error(`${name} ended with ${code} while something was awaited of it`);
    });
    gone.catch(() => {});
    try {
      return await Promise.race([got.promise, gone]);
    } finally {
      child.off('message', take);
    }
  }

  async function ask(question: ProbeQuestion): Promise<Probed> {
    const answer = next(isProbed);
    child.send(question);
    return await answer;
  }

  return {
    name,
    next,
    send: (message) => void child.send(message),
    usage: () => ask({ probe: 'usage' }),
    collect: () => ask({ probe: 'collect' }),
    async profile() {
      await ask({ probe: 'profile' });
    },
    async saveProfile(file) {
      await ask({ probe: 'save', file });
    },
    [Symbol.asyncDispose]: () => end(child, ended),
  };
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  if ((await Promise.race([ended, pause(STOP_MS, null, { ref: false })])) === null) child.kill('SIGKILL');
  await ended;
}

function isProbed(message: object): message is Probed {
  return 'probe' in message;
}
