/** A process under measurement, ours or a peer's: started, called, measured, stopped. */
import { callsTo } from '@belltower/dev/calls';
import { developmentToken } from '@belltower/dev/development-token';
import { answersAt, startNode, untilReady } from '@belltower/dev/node-process';
import type { Usage } from './probe.ts';

/** A running process. Disposing it stops it. */
export type Peer = Awaited<ReturnType<typeof startPeer>>;

/** What to start. */
export interface PeerOptions {
  readonly name: string;
  /** From the project's root. */
  readonly entry: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  /** Where a service answers; without it the process says itself that it is ready, and where. */
  readonly url?: string;
}

const JWT_SECRET = 'a secret for the benchmarks alone';
const PROBE = new URL('./probe.ts', import.meta.url).href;

/**
 * Starts a process with a probe in it; resolves when it is ready. Its environment holds PATH and what is given; what it writes
 * goes to our standard error. Where BENCH_PROFILES names a folder, it leaves a CPU profile of its whole life there.
 */
export async function startPeer(options: PeerOptions) {
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
    ({ ready: url } = await child.next(isReady, signal));
  });
  const call = callsTo(child);
  return {
    url,
    /** Calls what it serves by this name. @throws {Error} what that failed with */
    call,
    /** What it has used so far. */
    usage: () => call<Usage>('usage'),
    /** The same, with its garbage collected. */
    collect: () => call<Usage>('collect'),
    async [Symbol.asyncDispose]() {
      await child.stop();
    },
  };
}

/** A token that all servers here take. */
export async function signToken(sub: string, role: 'customer' | 'staff'): Promise<string> {
  return await developmentToken(JWT_SECRET, { sub, role, validFor: '1d' });
}

function isReady(message: unknown): message is { readonly ready: string } {
  return typeof message === 'object' && message !== null && 'ready' in message;
}
