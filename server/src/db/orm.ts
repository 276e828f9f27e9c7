import { tendPool } from '@belltower/support/postgres';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, MikroORM } from '@mikro-orm/postgresql';
import { Appointment } from '../appointments/appointment.ts';
import { QuotaUseTable } from '../appointments/quota-use.ts';
import { Acknowledgement } from '../deliveries/acknowledgement.ts';
import { Delivery } from '../deliveries/delivery.ts';
import { DeliveryChange } from '../deliveries/delivery-change.ts';
import { RetryRequest } from '../deliveries/retry-request.ts';
import { FeedEpoch, FeedGeneration, FeedKey, Projection } from '../feed/tables.ts';
import { OutboxEntry } from '../outbox/outbox-entry.ts';
import { Reemission } from '../reemission/reemission.ts';
import { migrations } from './migrations/index.ts';

/** No transaction of ours takes nearly as long: its connection went silent, or was forgotten. */
const LONGEST_USE_MS = 120_000;

/** How many connections, and how long they may take. */
export interface OrmOptions {
  readonly url: string;
  readonly connections: number;
  /** After this time without an answer a statement counts as failed, in milliseconds; 0: never. */
  readonly statementTimeoutMs: number;
  /** The name that PostgreSQL shows for these connections. */
  readonly name: string;
  /** Told of each notification that a connection listens for, by its channel. */
  onNotification?(channel: string): void;
}

/** Everything that knows the tables of the schema `server`. Nothing is connected until the first statement. */
export function createOrm({ url, connections, statementTimeoutMs, name, onNotification }: OrmOptions): MikroORM {
  return new MikroORM(
    defineConfig({
      clientUrl: url,
      entities: [
        Appointment,
        Delivery,
        DeliveryChange,
        RetryRequest,
        Acknowledgement,
        FeedEpoch,
        FeedGeneration,
        Projection,
        FeedKey,
        OutboxEntry,
        Reemission,
        QuotaUseTable,
      ],
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
