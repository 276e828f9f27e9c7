/** Servers of the live feed as processes of their own, on one database, with a hand on the event log that they read. */
import { createQuery } from '@belltower/dev/query';
import { openEventLog } from '@belltower/event-log';
import { createServer, type Service } from '../testbed/service.ts';

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
export type FeedStage = Awaited<ReturnType<typeof startFeedStage>>;

/** Starts the servers, and resolves when all are ready. */
export async function startFeedStage({ databaseUrl, brokers, servers: count = 1, environment }: FeedStageOptions) {
  await using started = new AsyncDisposableStack();
  const settings = {
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'warn',
    SOCKET_DRAIN_MS: '0',
    ...(brokers === undefined ? {} : { KAFKA_BROKERS: brokers.join() }),
    ...environment,
  };
  const servers: Service[] = [];
  for (let nth = 1; nth <= count; nth++)
    servers.push(started.use(await createServer(settings, { name: `server ${nth}` })));
  await Promise.all(servers.map((server) => server.start()));
  const log = started.use(
    openEventLog(brokers === undefined ? { kind: 'postgres', url: databaseUrl } : { kind: 'kafka', brokers }),
  );
  const resources = started.move();
  return {
    servers: servers as [Service, ...Service[]],
    query: createQuery(databaseUrl),
    /** The log that the servers read, to write what a notifier would. */
    log,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
