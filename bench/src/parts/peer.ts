/** A process under measurement, ours or a peer's: started, called, measured, stopped. */
import { answersAt, startNode, untilReady } from '@belltower/dev/node-process';
import type { Usage } from './probe.ts';
import { JWT_SECRET } from './scene.ts';
import type { Answer, Call } from './serve.ts';

/** A running process. Disposing it stops it. */
export interface Peer extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  /** Calls what it serves by this name. @throws {Error} what that failed with */
  call<Value>(name: string, argument?: unknown): Promise<Value>;
  /** What it has used so far. */
  usage(): Promise<Usage>;
  /** The same, with its garbage collected. */
  collect(): Promise<Usage>;
}

/** What to start. */
export interface PeerOptions {
  readonly name: string;
  /** From the project's root. */
  readonly entry: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** Where a service answers; without it the process says itself that it is ready, and where. */
  readonly url?: string;
}

const PROBE = new URL('./probe.ts', import.meta.url).href;

/**
 * Starts a process with a probe in it; resolves when it is ready. Its environment holds PATH and what is given; what it writes
 * goes to our standard error. Where BENCH_PROFILES names a folder, it leaves a CPU profile of its whole life there.
 */
export async function startPeer(options: PeerOptions): Promise<Peer> {
  const { name, entry, environment, nodeOptions = [] } = options;
  const folder = process.env.BENCH_PROFILES;
  const profile = folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}/${name.replaceAll(' ', '-')}`];
  const child = startNode({
    name,
    file: entry,
    env: { PATH: process.env.PATH, JWT_SECRET, ...environment },
    nodeOptions: ['--no-warnings', ...nodeOptions, ...profile, `--import=${PROBE}`],
    onLine: (line) => console.error(line),
  });
  let url = options.url ?? '';
  await untilReady(child, async (_child, signal) => {
    if (options.url !== undefined) return await answersAt(`${url}/readyz`)(child, signal);
    ({ ready: url } = await child.next((message) => isMessage<{ readonly ready: string }>(message, 'ready'), signal));
  });
  let calls = 0;

  async function call<Value>(name: string, argument: unknown = null): Promise<Value> {
    const id = ++calls;
    const answer = child.next(
      (message): message is Answer => isMessage<Answer>(message, 'answered') && message.answered === id,
    );
    child.send({ call: name, argument, id } satisfies Call);
    const { value, failed } = await answer;
    if (failed !== undefined) throw new Error(`${child.name}: ${name}: ${failed}`);
    return value as Value;
  }

  return {
    pid: child.pid,
    url,
    call,
    usage: () => call('usage'),
    collect: () => call('collect'),
    async [Symbol.asyncDispose]() {
      await child.stop();
    },
  };
}

function isMessage<Message>(message: unknown, property: string): message is Message {
  return typeof message === 'object' && message !== null && property in message;
}
