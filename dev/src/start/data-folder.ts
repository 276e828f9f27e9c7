/** The folder .data: everything that `npm start` keeps between its runs. */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@belltower/support/settings';
import { z } from 'zod';
import { freePort, isFree } from '../network/ports.ts';
import { isOpenToOthers } from '../postgres/postgres.ts';
import { StartError } from '../process/start-error.ts';
import { explain } from './data-problems.ts';

export type DataFolder = ReturnType<typeof openDataFolder>;

/** Opens the data folder of the clone at `root`, and makes it when missing. */
export function openDataFolder(root: string) {
  const path = join(root, '.data');
  try {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'may-write'), '');
    rmSync(join(path, 'may-write'));
  } catch (error) {
    throw new StartError(explain(error, path) ?? `${path} cannot be used: ${error}`);
  }
  const portsFile = join(path, 'ports.json');
  const ports = readPorts(portsFile);
  return {
    path,
    logs: join(path, 'logs'),
    /** The secret that development tokens are signed with; made when there is none. */
    jwtSecret: () => keptSecret(join(path, 'jwt-secret')),
    /** Keeps for commands, until it is disposed, what they need of the services' environment; for its owner alone to read. */
    keepEnvironment(environment: Environment): Disposable {
      const file = join(path, 'environment.json');
      const kept = Object.entries(environment).filter(([name, value]) => value && OF_COMMANDS.test(name));
      rmSync(file, { force: true }); // a mode is that of a file which is made
      writeFileSync(file, JSON.stringify(Object.fromEntries(kept), null, 2), { mode: 0o600 });
      return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
    },
    /** Where a PostgreSQL of ours keeps its data, for one kind of run ('' is the usual one). */
    postgres: (run: string) => join(postgresParent(root, path), run, 'postgres'),
    /** The port that `name` had in the last run, if it is still free; else another free one, which is then kept. */
    async port(name: string) {
      const last = ports[name];
      const port = last !== undefined && (await isFree(last)) ? last : await freePort();
      if (port !== last) writeFileSync(portsFile, JSON.stringify(Object.assign(ports, { [name]: port }), null, 2));
      return port;
    },
  };
}

/** What topics, dead-letters, republish, rebuild, erase, suppressions, rotate-keys and token read: no secret of a provider. */
const OF_COMMANDS = /^(?:DATABASE|KAFKA|TOPIC|JWT)_|^(?:REFERENCE_PREFIX|PUBLIC_WEB_URL|GUESTS_MAY)(?:_FILE)?$/;

function keptSecret(file: string): string {
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = lstatSync(file).isFile() ? readFileSync(file, 'utf8').trim() : '';
  if (secret.length >= 32) return secret;
  throw new StartError(
    `${file} is damaged: 32 characters or more are expected, got ${secret.length}. Delete it, and another is made.`,
  );
}

function readPorts(file: string): Record<string, number> {
  try {
    return z.record(z.string(), z.number()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {}; // none yet, or not ours: ports are only kept for convenience
  }
}

/**
 * As root, PostgreSQL runs as the user `postgres`, who cannot reach a folder below a home that is closed to others.
 * Then its data is in /var/tmp, in a folder whose name comes from the clone's path.
 */
function postgresParent(root: string, path: string): string {
  if (process.getuid?.() !== 0 || isOpenToOthers(join(path, 'postgres'))) return path;
  const outside = `/var/tmp/belltower-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`;
  mkdirSync(outside, { recursive: true });
  const { uid } = lstatSync(outside);
  if (uid !== 0) throw new StartError(`${outside} belongs to user ${uid}, not to root: it is not used`);
  chmodSync(outside, 0o711);
  return outside;
}
