/** What the processes of a whole have used so far, and their PostgreSQL and broker with them. */
import type { Kafka } from '@belltower/dev/kafka';
import type { Postgres } from '@belltower/dev/postgres';
import { createQuery } from '@belltower/dev/query';
import type { Peer } from './peer.ts';
import { postgresCpuMicros, treeCpuMicros } from './process-cpu.ts';

/** Microseconds of CPU, bytes of WAL, and transactions that wrote. */
export interface Used {
  readonly server: number;
  readonly notifier: number;
  readonly postgres: number;
  /** NaN without one. */
  readonly broker: number;
  readonly walBytes: number;
  readonly commits: number;
}

/** Whose use is read. */
export interface UsedParts {
  readonly postgres: Postgres;
  readonly kafka?: Kafka | undefined;
  readonly peers: { readonly server: readonly Peer[]; readonly notifier: readonly Peer[] };
}

const COUNTS = `
  select (pg_current_wal_lsn() - '0/0')::float8 as "walBytes", pg_snapshot_xmax(pg_current_snapshot())::text::float8 as commits`;

/** Reads it. `since`: what each of `count` things took since another reading. */
export async function usedBy({
  postgres,
  kafka,
  peers,
}: UsedParts): Promise<Used & { since(before: Used, count: number): Used }> {
  const [counts] = await createQuery(postgres.url)<Pick<Used, 'walBytes' | 'commits'>>(COUNTS);
  const sum = async (some: readonly Peer[]) =>
    (await Promise.all(some.map((peer) => peer.usage()))).reduce((total, { cpuMicros }) => total + cpuMicros, 0);
  const used: Used = {
    server: await sum(peers.server),
    notifier: await sum(peers.notifier),
    postgres: postgresCpuMicros(postgres.port),
    broker: treeCpuMicros(kafka?.pid ?? null),
    walBytes: counts?.walBytes ?? Number.NaN,
    commits: counts?.commits ?? Number.NaN,
  };
  const since = (before: Used, count: number): Used => {
    const each = (name: keyof Used) => (used[name] - before[name]) / count;
    const names = Object.keys(used) as (keyof Used)[]; // a literal's keys
    return Object.fromEntries(names.map((name) => [name, each(name)])) as unknown as Used;
  };
  return { ...used, since };
}
