/** The real parts that benchmarks need: a durable PostgreSQL and a Kafka broker, with the data in folders that go away. */
import { startKafka } from '@belltower/dev/kafka';
import { type Postgres, startPostgres } from '@belltower/dev/postgres';
import { createQuery } from '@belltower/dev/query';

/** What tokens are signed and checked with, here. */
export const JWT_SECRET = 'a secret for the benchmarks alone';

/** Durability stays on: what is measured without it is no product's number. */
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

/** Starts a PostgreSQL that is durable and ephemeral: it writes as a real one does, and its data goes with it. */
export function startDurablePostgres(): Promise<Postgres> {
  return startPostgres({ settings: { ...DURABLE, max_wal_size: '4GB' } });
}

/** Creates an empty database and returns its URL. */
export async function createDatabase(postgres: Postgres, name: string): Promise<string> {
  await createQuery(postgres.url)(`create database ${name}`);
  return postgres.urlOf(name);
}

/** Starts a broker. @throws {Error} naming what is missing for it */
export async function startBroker(
  say: (text: string) => void,
): Promise<AsyncDisposable & { readonly brokers: string }> {
  const kafka = await startKafka({ onProgress: say });
  return { brokers: kafka.brokers.join(','), [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose]() };
}
