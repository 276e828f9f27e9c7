/** PostgreSQL as the supervisor wants it. */
import { StartError } from '../process/start-error.ts';
import type { Part } from '../process/supervisor.ts';
import { explainPostgres } from '../start/data-problems.ts';
import { socketUrl, startPostgres } from './postgres.ts';
import { createQuery } from './query.ts';

const DATABASE = 'belltower';

/** PostgreSQL with its data in `folder`, on a socket; up when the database of ours is there. */
export function postgresPart(folder: string, port: number): Part {
  return {
    name: 'postgres',
    lastLines: () => [],
    async start(signal) {
      signal.throwIfAborted();
      await using started = new AsyncDisposableStack();
      try {
        const postgres = started.use(await startPostgres({ folder, port, listens: 'socket', signal }));
        const query = createQuery(postgres.url);
        const found = await query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
        if (found.length === 0) await query(`CREATE DATABASE ${DATABASE}`);
        const running = started.move();
        const ended = postgres.ended.then((code) => `exit code ${code}`);
        return { ended, stop: () => running.disposeAsync() };
      } catch (error) {
        signal.throwIfAborted();
        const message = error instanceof Error ? error.message : String(error);
        throw new StartError(explainPostgres(message, folder) ?? message);
      }
    },
  };
}

/** The URL of the database that `postgresPart` makes. */
export function databaseUrl(folder: string, port: number): string {
  return socketUrl(folder, port, DATABASE);
}
