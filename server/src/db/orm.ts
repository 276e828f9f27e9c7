import { tendPool } from '@belltower/support/postgres';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, MikroORM } from '@mikro-orm/postgresql';
import { migrations } from './migrations/index.ts';

/** No transaction of ours takes nearly as long: its connection went silent, or was forgotten. */
const LONGEST_USE_MS = 120_000;

/** What `defineConfig` takes as an entity. */
type AnyEntity = NonNullable<Parameters<typeof defineConfig>[0]['entities']>[number];

/** How many connections, and how long they may take. */
export interface OrmOptions {
  readonly url: string;
  /** The tables that are read and written as entities: each folder has its own. */
  readonly entities: readonly AnyEntity[];
  readonly connections: number;
  /** After this time without an answer a statement counts as failed, in milliseconds; 0: never. */
  readonly statementTimeoutMs: number;
  /** The name that PostgreSQL shows for these connections. */
  readonly name: string;
  /** Told of each notification that a connection listens for, by its channel. */
  onNotification?(channel: string): void;
}

/** Everything that knows the tables of the schema `server`. Nothing is connected until the first statement. */
export function createOrm(options: OrmOptions): MikroORM {
  const { url, entities, connections, statementTimeoutMs, name, onNotification } = options;
  return new MikroORM(
    defineConfig({
      clientUrl: url,
      entities: [...entities],
      extensions: [Migrator],
      pool: { min: 0, max: connections, idleTimeoutMillis: connections === 1 ? 0 : 30_000 },
      driverOptions: {
        application_name: name,
        connectionTimeoutMillis: 5_000,
        query_timeout: statementTimeoutMs,
        keepAlive: true,
        onPoolCreated: tendPool({
          longestUseMs: statementTimeoutMs === 0 ? null : LONGEST_USE_MS,
          ...(onNotification && { onNotification }),
        }),
        idle_in_transaction_session_timeout: 60_000, // also of migrations: one that hangs must not hold up the others' start
      },
      migrations: {
        migrationsList: migrations,
        path: new URL('./migrations', import.meta.url).pathname,
        tableName: 'migrations',
        schema: 'server',
        emit: 'ts',
        snapshotName: '.snapshot',
        snapshotOnMigrate: false,
        silent: true,
      },
      logger: () => {},
      ensureDatabase: false,
      allowGlobalContext: false,
    }),
  );
}
