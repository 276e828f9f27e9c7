import { type NodeProcess, startNode } from '@belltower/dev/node-process';
import type { Probed, ProbeQuestion } from './probe.ts';

/** A process under measurement. Disposing it stops it. */
export interface ProbedProcess extends NodeProcess {
  /** What it has used so far. */
  usage(): Promise<Probed>;
  /** Collects its garbage, and answers what it holds then. */
  collect(): Promise<Probed>;
}

/** What to start. */
export interface ProbedOptions {
  readonly name: string;
  /** From the project's root. */
  readonly entry: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
}

const PROBE = new URL('./probe.ts', import.meta.url).href;

/**
 * Starts a process with a probe in it. Its environment holds PATH and what is given; what it writes goes to our standard
 * error. Where BENCH_PROFILES names a folder, it leaves a CPU profile of its whole life there.
 */
export function startProbed({ name, entry, environment, nodeOptions = [] }: ProbedOptions): ProbedProcess {
  const folder = process.env.BENCH_PROFILES;
  const profile = folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}/${name.replaceAll(' ', '-')}`];
  const child = startNode({
    name,
    file: entry,
    env: { PATH: process.env.PATH, ...environment },
    nodeOptions: ['--no-warnings', ...nodeOptions, ...profile, `--import=${PROBE}`],
    onLine: (line) => console.error(line),
  });

  async function ask(question: ProbeQuestion): Promise<Probed> {
    const answer = child.next(messageWith<Probed>('probe'));
    child.send(question);
    return await answer;
  }

  return {
    ...child,
    usage: () => ask({ probe: 'usage' }),
    collect: () => ask({ probe: 'collect' }),
    async [Symbol.asyncDispose]() {
      await child.stop();
    },
  };
}

/** For `next`: takes the messages that have this property, which are all of one type. */
export function messageWith<Message>(property: string): (message: unknown) => message is Message {
  return (message): message is Message => typeof message === 'object' && message !== null && property in message;
}
