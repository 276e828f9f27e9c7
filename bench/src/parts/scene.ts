/** The real parts that benchmarks need: a durable PostgreSQL and a Kafka broker, with the data in folders that go away. */
import { type Kafka, startKafka } from '@belltower/dev/kafka';
import { type Postgres, startPostgres } from '@belltower/dev/postgres';
import { createQuery } from '@belltower/dev/query';
import { SignJWT } from 'jose';

/** What tokens are signed and checked with, here. */
export const JWT_SECRET = 'a secret for the benchmarks alone';

/** A token that all servers here take. */
export async function signToken(sub: string, role: 'customer' | 'staff'): Promise<string> {
  const token = new SignJWT({ role }).setProtectedHeader({ alg: 'HS256' }).setSubject(sub).setExpirationTime('1d');
  return await token.sign(new TextEncoder().encode(JWT_SECRET));
}

/** Durability stays on: what is measured without it is no product's number. */
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', max_wal_size: '4GB' };

/** Starts a PostgreSQL that is durable and ephemeral: it writes as a real one does, and its data goes with it. */
export function startDurablePostgres(settings: Readonly<Record<string, string>> = {}): Promise<Postgres> {
  return startPostgres({ settings: { ...DURABLE, ...settings } });
}

/** Creates an empty database and returns its URL. */
export async function createDatabase(postgres: Postgres, name: string): Promise<string> {
  await createQuery(postgres.url)(`create database ${name}`);
  return postgres.urlOf(name);
}

/** Starts a broker. @throws {Error} naming what is missing for it */
export async function startBroker(onProgress: (text: string) => void): Promise<Kafka & { readonly address: string }> {
  const kafka = await startKafka({ onProgress });
  return Object.assign(kafka, { address: kafka.brokers.join(',') });
}

/** How many bytes of WAL a PostgreSQL has written so far. */
export async function walBytes(postgres: Postgres): Promise<number> {
  const [row] = await createQuery(postgres.url)<{ bytes: number }>(
    "select (pg_current_wal_lsn() - '0/0')::float8 as bytes",
  );
  return row?.bytes ?? Number.NaN;
}
