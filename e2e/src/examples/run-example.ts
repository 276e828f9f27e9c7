/** A program in any language, in a process of its own, observed by what it prints. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '@belltower/dev/until';

const FOLDER = new URL('../../../examples/', import.meta.url).pathname;

/** Whether a program of this name is on the PATH. */
export function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/** What to run. */
export interface ExampleOptions {
  /** The example's folder, in which it runs. */
  readonly example: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A started program. Disposing it kills it, and what it has started. */
export function runExample({ example, command, args, environment = {} }: ExampleOptions) {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(command, args, {
    cwd: join(FOLDER, example),
    env: { PATH, HOME, TMPDIR, ...environment },
    detached: true, // a group of its own: `go run` and Vite have children
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let errors = '';
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-10_000);
  });
  let isOver = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  }).then((how) => {
    isOver = true;
    return how;
  });
  const said = () => `${example} printed:\n${lines.join('\n')}\n${errors}`;
  return {
    lines: lines as readonly string[],
    errors: () => errors,
    /** Waits until it has printed this line. */
    async printed(wanted: string | RegExp): Promise<void> {
      const matches = (line: string) => (typeof wanted === 'string' ? line === wanted : wanted.test(line));
      await until(`${example} prints ${wanted}`, () => lines.some(matches) || isOver).catch((cause: unknown) => {
        throw new Error(said(), { cause });
      });
      if (!lines.some(matches)) throw new Error(`it ended before it printed ${wanted}: ${said()}`);
    },
    /** Resolves when it has ended. @throws {Error} with what it printed when that was not with 0 */
    async succeeded(): Promise<void> {
      const how = await ended;
      if (how !== 'exit code 0') throw new Error(`${how}: ${said()}`);
    },
    /** Resolves with how it ended: `exit code 1`. */
    ended,
    async [Symbol.asyncDispose]() {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // it is gone, with all that it had started
      }
      await ended;
    },
  };
}
