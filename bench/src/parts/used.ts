/** What processes, their PostgreSQL and their broker use while something is done. */
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

export interface UsedParts {
  readonly postgres: { readonly url: string; readonly port: number };
  readonly kafka?: { readonly pid: number | null };
  readonly server: readonly Peer[];
  readonly notifier?: readonly Peer[];
}

const COUNTS = `
  select (pg_current_wal_lsn() - '0/0')::float8 as "walBytes", pg_snapshot_xmax(pg_current_snapshot())::text::float8 as commits`;

/** Does something, and reads what each of the `count` things that it did took of it. */
export async function usedIn<Done extends { readonly count: number }>(parts: UsedParts, work: () => Promise<Done>) {
  const before = await usedBy(parts);
  const done = await work();
  const after = await usedBy(parts);
  const each = (name: keyof Used) => (after[name] - before[name]) / done.count;
  const cpu = {
    server: each('server'),
    notifier: each('notifier'),
    postgres: each('postgres'),
    broker: each('broker'),
  };
  const used: Used = { ...cpu, walBytes: each('walBytes'), commits: each('commits') };
  return { done, used };
}

async function usedBy({ postgres, kafka, server, notifier = [] }: UsedParts): Promise<Used> {
  const [counts] = await createQuery(postgres.url)<Pick<Used, 'walBytes' | 'commits'>>(COUNTS);
  const sum = async (peers: readonly Peer[]) =>
    (await Promise.all(peers.map((peer) => peer.usage()))).reduce((total, { cpuMicros }) => total + cpuMicros, 0);
  return {
    server: await sum(server),
    notifier: await sum(notifier),
    postgres: postgresCpuMicros(postgres.port),
    broker: treeCpuMicros(kafka?.pid ?? null),
    walBytes: counts?.walBytes ?? Number.NaN,
    commits: counts?.commits ?? Number.NaN,
  };
}
