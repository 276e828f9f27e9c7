/** A program in a process of its own, observed by what it prints, and the Nodes that can run it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { startNode } from '@belltower/dev/node-process';
import { until } from '@belltower/dev/until';

const run = promisify(execFile);

/** A program of the consumer while it runs. Disposing it ends it. */
export type Program = ReturnType<typeof startProgram>;

/** Starts one file of the consumer with nothing in the environment but PATH and what is given. */
export function startProgram(
  node: string,
  folder: string,
  file: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
) {
  const env = { PATH: process.env.PATH, ...environment };
  const child = startNode({ name: file, file, args, cwd: folder, env, node });
  const lines = () => child.output().split('\n').filter(Boolean);
  const matches = (line: string, wanted: string | RegExp) =>
    typeof wanted === 'string' ? line.trim() === wanted : wanted.test(line);
  return {
    lines,
    /** Waits until it has printed this line so many times. */
    async printed(wanted: string | RegExp, times = 1) {
      const found = () => lines().filter((line) => matches(line, wanted)).length >= times;
      await until(`${file} prints ${wanted}`, found).catch((error: unknown) => {
        throw new Error(`${file} printed:\n${child.output()}`, { cause: error });
      });
    },
    signal: (kind: NodeJS.Signals) => void child.signal(kind),
    /** Resolves with how it ended: `exit code 1`, `signal SIGKILL`. */
    ended: child.ended,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

/** Every Node of version 20.3 or newer on PATH, one of each version, ours first. */
export async function nodesOnPath(): Promise<readonly { readonly version: string; readonly path: string }[]> {
  const found = new Map([[process.versions.node, process.execPath]]);
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'node');
    if (!existsSync(path)) continue;
    const { stdout } = await run(path, ['-p', 'process.versions.node']);
    const version = stdout.trim();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if ((major > 20 || (major === 20 && minor >= 3)) && !found.has(version)) found.set(version, path);
  }
  return [...found].map(([version, path]) => ({ version, path }));
}
