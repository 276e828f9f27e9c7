/** The folder in which a broker keeps its data. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { javaCommand } from './jars.ts';

const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg';

/** Formats it, unless that was done before. `users` are SCRAM-SHA-512 passwords by name. */
export async function format(
  classPath: string,
  settings: string,
  { users, alone }: { readonly users: Readonly<Record<string, string>>; readonly alone: boolean },
): Promise<void> {
  const tool = ['-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.tools.StorageTool'];
  const what = ['format', ...(alone ? ['--standalone'] : []), '-t', CLUSTER_ID, '-c', settings, '--ignore-formatted'];
  const scram = Object.entries(users).flatMap(([name, password]) => {
    return ['--add-scram', `SCRAM-SHA-512=[name=${name},password=${password}]`];
  });
  await promisify(execFile)(javaCommand(), [...tool, ...what, ...scram]).catch((error: Error & { stderr?: string }) => {
    throw new Error(`Apache Kafka's data folder could not be prepared:\n${error.stderr ?? error.message}`);
  });
}

/** A folder that goes when it is disposed, and also a second after we die: by then the broker is gone. */
export function ephemeralFolder(): AsyncDisposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'belltower-kafka-'));
  const janitor = spawn('sh', ['-c', 'read -r _ || sleep 1; rm -rf "$1"', 'sh', path], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.stdin.on('error', () => {});
  const gone = once(janitor, 'exit');
  janitor.unref();
  return {
    path,
    async [Symbol.asyncDispose]() {
      janitor.ref();
      janitor.stdin.end('now\n');
      await gone;
    },
  };
}
