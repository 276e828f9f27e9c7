import { answersAt, type NodeProcess, SERVICE_NODE_OPTIONS, startNode, untilReady } from '@belltower/dev/node-process';

/** One of our services as a process of its own, started from its real entry point. */
export interface Service extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  /** The newest of what it has printed, over all its lives. */
  readonly output: () => string;
  readonly pid: () => number;
  /** Whether its process is there, ready or not. */
  readonly running: () => boolean;
  /** Starts it, if it is not running, and resolves when it is ready. */
  start(): Promise<void>;
  /** Resolves, in words, when the process that runs now has ended. */
  ended(): Promise<string>;
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
  /** Called with everything it prints, for those who keep it all. */
  onOutput?(text: string): void;
}

const STOP_MS = 20_000;

/** Prepares a service; nothing runs before `start()`. The environment holds nothing but PATH and what is given. */
export function createService({ name, entry, url, environment, onOutput }: ServiceOptions): Service {
  let child: NodeProcess | null = null;
  let output = '';
  const onLine = (line: string) => {
    output = `${output}${line}\n`.slice(-2_000_000);
    onOutput?.(`${line}\n`);
  };
  const running = () => child?.running() ?? false;
  return {
    name,
    url,
    output: () => output,
    pid: () => child?.pid ?? 0,
    running,
    ended: async () => (await child?.ended) ?? 'it was never started',
    async start() {
      const env = { PATH: process.env.PATH, ...environment };
      const options = { name, file: entry, env, nodeOptions: SERVICE_NODE_OPTIONS, stopMs: STOP_MS, onLine };
      if (child === null || !running()) child = startNode(options);
      await untilReady(child, answersAt(`${url}/readyz`)).catch((cause: Error) => {
        throw new Error(`${cause.message}\n${output.slice(-4_000)}`, { cause });
      });
    },
    signal: async (kind) => child?.signal(kind),
    async [Symbol.asyncDispose]() {
      await child?.signal('SIGCONT');
      if ((await child?.stop()) === false) throw new Error(`${name} did not stop in time:\n${output.slice(-4_000)}`);
    },
  };
}
