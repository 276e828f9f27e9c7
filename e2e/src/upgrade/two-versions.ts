/** The release before this one beside today's: server and notifier of each, on one database, one log, and the same providers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@belltower/dev/ports';
import { createTestDatabase, type TestDatabase } from '@belltower/dev/test-database';
import { acceptsAll, type ProviderBehaviour, type Providers, startProviders } from '../chaos/providers.ts';
import { createService, type Service } from '../testbed/service.ts';
import { UNCOUNTED } from '../testbed/uncounted.ts';
import { unpackRelease } from './kept-release.ts';

/** One version's services. */
export interface Version {
  readonly name: string;
  readonly server: Service;
  readonly notifier: Service;
  /** Starts both, and resolves when they are ready. */
  start(): Promise<unknown>;
  /** Stops both in order, as an upgrade does. */
  stop(): Promise<unknown>;
}

/** Both of them; none is started yet. Disposing it stops and removes everything. */
export interface TwoVersions extends AsyncDisposable {
  readonly before: Version;
  readonly today: Version;
  readonly database: TestDatabase;
  readonly providers: Providers;
}

/** Mail to an address that begins so is refused for good. */
export const UNKNOWN = 'unknown-';

const behaviour: ProviderBehaviour = {
  ...acceptsAll,
  mail: (address, nth) =>
    address.startsWith(UNKNOWN) ? { rcpt: '550 5.1.1 no such user' } : acceptsAll.mail(address, nth),
};

/** Makes them ready to be started. @param brokers Kafka's addresses; without, the log is kept in the database */
export async function prepareTwoVersions(brokers: readonly string[] | null): Promise<TwoVersions> {
  await using made = new AsyncDisposableStack();
  const release = made.use(await unpackRelease());
  const database = made.use(await createTestDatabase());
  const folder = await mkdtemp(join(tmpdir(), 'belltower-upgrade-'));
  made.defer(() => rm(folder, { recursive: true }));
  const providers = made.use(await startProviders({ folder, behaviour }));
  const environment = {
    DATABASE_URL: database.url,
    LOG_LEVEL: 'info',
    TOPIC_PARTITIONS: '6', // so that two notifiers share the work
    ...(brokers === null ? {} : { KAFKA_BROKERS: brokers.join() }),
    DEV_TOKENS: '1',
    JWT_SECRET: 'a secret for the tests of two versions',
    SOCKET_DRAIN_MS: '0',
    ...UNCOUNTED,
    ...providers.environment,
  };

  async function prepare(name: string, sources: string): Promise<Version> {
    const [port = 0, notifierPort = 0] = await freePorts(2);
    const server = made.use(
      createService({
        name: `server ${name}`,
        entry: join(sources, 'server/src/main.ts'),
        url: `http://127.0.0.1:${port}`,
        environment: { ...environment, PORT: String(port) },
      }),
    );
    const url = `http://127.0.0.1:${notifierPort}`;
    const notifier = made.use(
      createService({
        name: `notifier ${name}`,
        entry: join(sources, 'notifier/src/main.ts'),
        url,
        environment: { ...environment, NOTIFIER_PORT: String(notifierPort), PUBLIC_URL: url },
      }),
    );
    return {
      name,
      server,
      notifier,
      start: () => Promise.all([server.start(), notifier.start()]),
      stop: () => Promise.all([server.signal('SIGTERM'), notifier.signal('SIGTERM')]),
    };
  }

  const before = await prepare(release.version, release.folder);
  const today = await prepare('of today', '');
  const owned = made.move();
  return { before, today, database, providers, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
