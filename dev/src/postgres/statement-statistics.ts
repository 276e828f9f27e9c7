/** What is asked of a database, counted by PostgreSQL itself: numbers that do not depend on the machine. */
import { createQuery } from './query.ts';

/** Settings of a PostgreSQL that counts (`startPostgres`). It does nothing by itself: no vacuum, no analyze. */
export const COUNTING_SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.max': '10000',
  autovacuum: 'off',
} as const;

/** A statement, and how often it ran. */
export interface StatementWork {
  /** Its name, where its text ends with that as a comment; else the beginning of its text. */
  readonly label: string;
  readonly calls: number;
  /** How long PostgreSQL planned and ran it, and waited in it, in microseconds. */
  readonly micros: number;
}

/** What a database was asked to do in some time. */
export interface DatabaseWork {
  readonly statements: readonly StatementWork[];
  /** Transactions that wrote, locked rows or notified: each waits for the disk where commits are durable. */
  readonly commits: number;
  readonly ms: number;
}

/** Begins to count in a database, on a PostgreSQL with `COUNTING_SETTINGS` that serves no other one. `url`: as superuser. */
export async function countStatements(url: string) {
  const uncounted = new URL(url);
  uncounted.searchParams.set('options', '-c pg_stat_statements.track=none');
  const query = createQuery(uncounted.href);
  await query('create extension if not exists pg_stat_statements');
  const beganAt = performance.now();
  return {
    /** Runs a statement that is not counted. */
    query,
    /** What was asked of it since the counting began. */
    async read(): Promise<DatabaseWork> {
      const rows = await query<StatementWork & { text: string }>(STATEMENTS);
      const [transactions] = await query<{ commits: number }>(COMMITS);
      return workOf(
        rows.map(({ text, calls, micros }) => ({ label: labelOf(text), calls, micros })),
        transactions?.commits ?? Number.NaN,
        performance.now() - beganAt,
      );
    },
  };
}

/** What was asked between two readings. */
export function workBetween(before: DatabaseWork, after: DatabaseWork): DatabaseWork {
  return sumOf(after, before, -1);
}

/** What each of `operations` took of some work, without what a system with nothing to do asks in the same time. */
export function workPerOperation(work: DatabaseWork, idle: DatabaseWork, operations: number): DatabaseWork {
  const own = sumOf(work, idle, -work.ms / idle.ms);
  const each = own.statements.map(({ label, calls, micros }) => {
    return { label, calls: calls / operations, micros: micros / operations };
  });
  return workOf(each, own.commits / operations, work.ms / operations);
}

/** How many statements ran. */
export function callsOf({ statements }: DatabaseWork): number {
  return statements.reduce((sum, { calls }) => sum + calls, 0);
}

/** A line for each statement, the most frequent first, and one with the sums. */
export function tableOf(work: DatabaseWork): string {
  const shown = work.statements.filter(({ calls }) => Math.abs(calls) >= 0.05);
  const line = (calls: number, micros: number, what: string) =>
    `${calls.toFixed(2).padStart(8)} calls ${micros.toFixed(0).padStart(7)} µs  ${what}`;
  const lines = shown
    .toSorted((one, other) => other.calls - one.calls)
    .map(({ calls, micros, label }) => line(calls, micros, label));
  const micros = work.statements.reduce((sum, statement) => sum + statement.micros, 0);
  return [...lines, line(callsOf(work), micros, `all, ${work.commits.toFixed(2)} commits`)].join('\n');
}

/** One, and so many times the other. Statements with the same label are one. */
function sumOf(one: DatabaseWork, other: DatabaseWork, times: number): DatabaseWork {
  const scaled = other.statements.map(({ label, calls, micros }) => {
    return { label, calls: calls * times, micros: micros * times };
  });
  return workOf([...one.statements, ...scaled], one.commits + other.commits * times, one.ms + other.ms * times);
}

function workOf(statements: readonly StatementWork[], commits: number, ms: number): DatabaseWork {
  const merged = [...Map.groupBy(statements, ({ label }) => label)].map(([label, same]) => ({
    label,
    calls: same.reduce((sum, { calls }) => sum + calls, 0),
    micros: same.reduce((sum, { micros }) => sum + micros, 0),
  }));
  return { statements: merged, commits, ms };
}

const LABEL_LENGTH = 100;

function labelOf(text: string): string {
  const name = /\/\* ([^*]+) \*\/$/.exec(text)?.[1];
  return name ?? text.replaceAll(/\s+/g, ' ').trim().slice(0, LABEL_LENGTH);
}

const STATEMENTS = `
select query as text, calls::float8 as calls, (total_exec_time + total_plan_time) * 1000 as micros from pg_stat_statements
where dbid = (select oid from pg_database where datname = current_database())`;

/** Only a transaction that changes something, be it a lock on a row, has an id. Those of a server are numbered in one row. */
const COMMITS = 'select pg_snapshot_xmax(pg_current_snapshot())::text::float8 as commits';
