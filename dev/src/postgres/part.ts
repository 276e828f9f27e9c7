/** PostgreSQL as the supervisor wants it. */
import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from '../process/start-error.ts';
import type { Part } from '../process/supervisor.ts';
import { socketUrl, startPostgres } from './postgres.ts';
import { createQuery } from './query.ts';

/** A PostgreSQL of ours that a run before, just killed, may still be using. */
const LET_GO_MS = 10_000;
const DATABASE = 'belltower';

/** PostgreSQL with its data in `folder`, on a socket; up when the database of ours is there. */
export function postgresPart(folder: string, port: number): Part {
  return {
    name: 'postgres',
    lastLines: () => [],
    async start(signal) {
      const deadline = performance.now() + LET_GO_MS;
      for (;;) {
        signal.throwIfAborted();
        try {
          await using started = new AsyncDisposableStack();
          const postgres = started.use(await startPostgres({ folder, port, listens: 'socket' }));
          const query = createQuery(postgres.url);
          const found = await query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
          if (found.length === 0) await query(`CREATE DATABASE ${DATABASE}`);
          const running = started.move();
          return {
            ended: postgres.ended.then((code) => `exit code ${code}`),
            stop: () => running.disposeAsync(),
          };
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          if (!message.includes('postmaster.pid') || performance.now() > deadline) throw new StartError(message);
          await pause(200, null, { signal });
        }
      }
    },
  };
}

/** The URL of the database that `postgresPart` makes. */
export function databaseUrl(folder: string, port: number): string {
  return socketUrl(folder, port, DATABASE);
}
