import { fileURLToPath } from 'node:url';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, MikroORM } from '@mikro-orm/postgresql';
import { tendPool } from './tend-pool.ts';

/** No transaction of ours takes nearly as long: its connection went silent, or was forgotten. */
const LONGEST_USE_MS = 120_000;

type Config = Parameters<typeof defineConfig>[0];
type AnyEntity = NonNullable<Config['entities']>[number];
type AnyMigration = NonNullable<NonNullable<Config['migrations']>['migrationsList']>[number];

/** The tables of a service, how they came about, and how it connects to them. */
export interface OrmOptions {
  readonly url: string;
  /** The name that PostgreSQL shows for these connections. */
  readonly name: string;
  /** The PostgreSQL schema of the entities, and of the table of migrations. */
  readonly schema: string;
  /** The tables that are read and written as entities. */
  readonly entities: readonly AnyEntity[];
  readonly migrations: {
    readonly list: readonly AnyMigration[];
    /** The folder that they, and the snapshot of what they lead to, are in. */
    readonly folder: URL;
    /** The table that says which of them have run. */
    readonly table: string;
  };
  /** How many connections at most. A single one is kept for as long as it lives. */
  readonly connections: number;
  /** After this time without an answer a statement counts as failed, in milliseconds; 0: never. */
  readonly statementTimeoutMs: number;
  /**
   * A connection is replaced at this age, once it is not in use: so one that died without a word is not used for ever, and a
   * name that leads to another host after a failover is noticed. A single connection is never replaced. @default 600
   */
  readonly maxLifetimeSeconds?: number;
  /** Called with the channel of each notification that a connection has listened for. */
  onNotification?(channel: string): void;
}

/** Makes the ORM with a pool that keeps its size (`tendPool`). Nothing is connected until the first statement. */
export function createOrm(options: OrmOptions): MikroORM {
  const { connections, statementTimeoutMs, migrations, maxLifetimeSeconds = 600, onNotification } = options;
  return new MikroORM(
    defineConfig({
      clientUrl: options.url,
      schema: options.schema,
      entities: [...options.entities],
      extensions: [Migrator],
      pool: { min: 0, max: connections, idleTimeoutMillis: connections === 1 ? 0 : 30_000 },
      driverOptions: {
        application_name: options.name,
        connectionTimeoutMillis: 5_000,
        query_timeout: statementTimeoutMs,
        keepAlive: true,
        ...(connections > 1 && { maxLifetimeSeconds }),
        onPoolCreated: tendPool({
          longestUseMs: statementTimeoutMs === 0 ? null : LONGEST_USE_MS,
          ...(onNotification && { onNotification }),
        }),
        idle_in_transaction_session_timeout: 60_000, // also of migrations: one that hangs must not hold up the others' start
      },
      migrations: {
        migrationsList: [...migrations.list],
        path: fileURLToPath(migrations.folder),
        tableName: migrations.table,
        schema: options.schema,
        emit: 'ts',
        snapshotName: '.snapshot',
        snapshotOnMigrate: false,
        silent: true,
      },
      logger: () => {},
      colors: false,
      ensureDatabase: false,
      allowGlobalContext: false,
    }),
  );
}
