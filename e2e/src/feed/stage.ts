/** Servers of the live feed as processes of their own, on one database, with a hand on the event log that they read. */
import { freePorts } from '@belltower/dev/ports';
import { createTestDatabase, type TestDatabase } from '@belltower/dev/test-database';
import { type EventLog, openEventLog } from '@belltower/event-log';
import { createService, type Service } from '../service.ts';

/** What a test may choose. */
export interface FeedStageOptions {
  /** How many servers. @default 1 */
  readonly servers?: number;
  /** More environment for the servers; it wins. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Running servers. Disposing it stops them, and drops their database. */
export interface FeedStage extends AsyncDisposable {
  readonly servers: readonly [Service, ...Service[]];
  readonly database: TestDatabase;
  /** The log that the servers read, to write what a notifier would. */
  readonly log: EventLog;
}

/** What the tokens of a stage are signed with, unless its environment says otherwise. */
export const JWT_SECRET = 'a secret for the tests of the live feed';

/** Starts the servers, and resolves when all are ready. */
export async function startFeedStage({ servers: count = 1, environment }: FeedStageOptions = {}): Promise<FeedStage> {
  await using started = new AsyncDisposableStack();
  const database = started.use(await createTestDatabase());
  const [first, ...others] = (await freePorts(count)).map((port, index) =>
    started.use(
      createService({
        name: `server ${index + 1}`,
        entry: 'server/src/main.ts',
        url: `http://127.0.0.1:${port}`,
        environment: {
          DATABASE_URL: database.url,
          PORT: String(port),
          JWT_SECRET,
          LOG_LEVEL: 'warn',
          SOCKET_DRAIN_MS: '0',
          ...environment,
        },
      }),
    ),
  );
  if (first === undefined) throw new Error(`at least one server was expected, got ${count}`);
  await Promise.all([first, ...others].map((server) => server.start()));
  const log = started.use(openEventLog({ kind: 'postgres', url: database.url }));
  const resources = started.move();
  return { servers: [first, ...others], database, log, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
