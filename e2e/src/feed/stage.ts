/** Servers of the live feed as processes of their own, on one database, with a hand on the event log that they read. */
import { freePorts } from '@belltower/dev/ports';
import { createQuery, type Query } from '@belltower/dev/query';
import { type EventLog, openEventLog } from '@belltower/event-log';
import { createService, type Service } from '../testbed/service.ts';
import { UNCOUNTED } from '../testbed/uncounted.ts';
import { JWT_SECRET } from './tokens.ts';

/** What a test may choose. */
export interface FeedStageOptions {
  /** An empty database of the caller's. */
  readonly databaseUrl: string;
  /** Addresses of Kafka, which then holds the event log instead of the database. */
  readonly brokers?: readonly string[] | undefined;
  /** How many servers. @default 1 */
  readonly servers?: number;
  /** More environment for the servers; it wins. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Running servers. Disposing it stops them. */
export interface FeedStage extends AsyncDisposable {
  readonly servers: readonly [Service, ...Service[]];
  readonly query: Query;
  /** The log that the servers read, to write what a notifier would. */
  readonly log: EventLog;
}

/** Starts the servers, and resolves when all are ready. */
export async function startFeedStage({
  databaseUrl,
  brokers,
  servers: count = 1,
  environment,
}: FeedStageOptions): Promise<FeedStage> {
  await using started = new AsyncDisposableStack();
  const [first, ...others] = (await freePorts(count)).map((port, index) =>
    started.use(
      createService({
        name: `server ${index + 1}`,
        entry: 'server/src/main.ts',
        url: `http://127.0.0.1:${port}`,
        environment: {
          DATABASE_URL: databaseUrl,
          PORT: String(port),
          LOG_LEVEL: 'warn',
          SOCKET_DRAIN_MS: '0',
          ...UNCOUNTED,
          ...(brokers === undefined ? {} : { KAFKA_BROKERS: brokers.join() }),
          ...(environment?.JWKS_URL === undefined ? { JWT_SECRET, DEV_TOKENS: '1' } : {}),
          ...environment,
        },
      }),
    ),
  );
  if (first === undefined) throw new Error(`at least one server was expected, got ${count}`);
  await Promise.all([first, ...others].map((server) => server.start()));
  const log = started.use(
    openEventLog(brokers === undefined ? { kind: 'postgres', url: databaseUrl } : { kind: 'kafka', brokers }),
  );
  const resources = started.move();
  return {
    servers: [first, ...others],
    query: createQuery(databaseUrl),
    log,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
