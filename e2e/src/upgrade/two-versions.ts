/** The release before this one beside today's: server and notifier of each, on one database, one log, and the same providers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@belltower/dev/test-database';
import { acceptsAll, type ProviderBehaviour, startProviders } from '../chaos/providers.ts';
import { createNotifier, createServer } from '../testbed/service.ts';
import { unpackRelease } from './kept-release.ts';

/** Both of them; none is started yet. Disposing it stops and removes everything. */
export type TwoVersions = Awaited<ReturnType<typeof prepareTwoVersions>>;

/** One version's services. */
export type Version = TwoVersions['today'];

/** Mail to an address that begins so is refused for good. */
export const UNKNOWN = 'unknown-';

const behaviour: ProviderBehaviour = {
  ...acceptsAll,
  mail: (address, nth) =>
    address.startsWith(UNKNOWN) ? { rcpt: '550 5.1.1 no such user' } : acceptsAll.mail(address, nth),
};

/** Makes them ready to be started. @param brokers Kafka's addresses; without, the log is kept in the database */
export async function prepareTwoVersions(brokers: readonly string[] | null) {
  await using made = new AsyncDisposableStack();
  const release = made.use(await unpackRelease());
  const database = made.use(await createTestDatabase());
  const folder = await mkdtemp(join(tmpdir(), 'belltower-upgrade-'));
  made.defer(() => rm(folder, { recursive: true }));
  const providers = made.use(await startProviders({ folder, behaviour }));
  const environment = {
    DATABASE_URL: database.url,
    TOPIC_PARTITIONS: '6', // so that two notifiers share the work
    ...(brokers === null ? {} : { KAFKA_BROKERS: brokers.join() }),
    SOCKET_DRAIN_MS: '0',
  };

  async function prepare(name: string, sources: string) {
    const server = made.use(await createServer(environment, { name: `server ${name}`, sources }));
    const notifier = made.use(await createNotifier(providers, environment, { name: `notifier ${name}`, sources }));
    return {
      name,
      server,
      notifier,
      /** Starts both, and resolves when they are ready. */
      start: () => Promise.all([server.start(), notifier.start()]),
      /** Stops both in order, as an upgrade does. */
      stop: () => Promise.all([server.signal('SIGTERM'), notifier.signal('SIGTERM')]),
    };
  }

  const before = await prepare(release.version, release.folder);
  const today = await prepare('of today', '');
  const owned = made.move();
  return { before, today, database, providers, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
