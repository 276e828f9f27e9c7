/** A run's result, for people: on a terminal, and as markdown. */
import { promises } from './checks.ts';
import type { Kill } from './observed.ts';
import type { FinishedRun } from './run.ts';

/** The rows of the table, as names and values. */
export function rowsOf(run: Omit<FinishedRun, 'evidence'>): [string, string][] {
  const { log, brokers, observed, verdict, kills, unexpectedEnds } = run;
  const { appointments, accepts, streams, settledMs } = observed;
  const outcomes = Map.groupBy(appointments, ({ outcome }) => outcome.kind);
  const accepted = Map.groupBy(accepts, ({ channel }) => channel);
  const count = (map: ReadonlyMap<string, readonly unknown[]>, key: string) => map.get(key)?.length ?? 0;
  const broken = (letter: string) => verdict.violations.filter(({ promised }) => promised === letter).length;
  const changes = appointments.flatMap((appointment) => appointment.changes);
  const changed = (kind: string) => changes.filter((change) => change.kind === kind).length;
  return [
    ['event log', log === 'kafka' && brokers > 1 ? `kafka, ${brokers} brokers` : log],
    ['bookings answered with success', String(count(outcomes, 'booked'))],
    ['bookings refused, unanswered', `${count(outcomes, 'refused')}, ${count(outcomes, 'unanswered')}`],
    ['appointments moved or changed, cancelled', `${changed('rescheduled')}, ${changed('cancelled')}`],
    ['reminders emitted', String(verdict.reminded)],
    ['accepted after a newer change was recorded, within the window', String(verdict.overtaken)],
    ['deliveries booked', String(verdict.deliveries)],
    ['accepted by providers', `${accepts.length} (e-mail ${count(accepted, 'email')}, SMS ${count(accepted, 'sms')})`],
    ['failed with a reason', String(verdict.failed)],
    ['skipped as outdated', String(verdict.skipped)],
    ['lost', String(broken('a'))],
    [
      'repeats (e-mail, SMS)',
      `${verdict.repeats} (${verdict.repeats - verdict.repeatsOfSms}, ${verdict.repeatsOfSms})`,
    ],
    ['repeats explained as MAYBE_SENT', String(verdict.explained)],
    ['kills', `${kills.length} (${byTarget(kills)})`],
    ['kills with a backlog in the outbox', String(kills.filter(({ backlog }) => (backlog ?? 0) > 0).length)],
    ['processes that ended by themselves', unexpectedEnds.length === 0 ? '0' : unexpectedEnds.join(', ')],
    ['subscribers, their reconnects', `${streams.length}, ${streams.reduce((sum, one) => sum + one.reconnects, 0)}`],
    ['seconds until nothing was left', settledMs === null ? 'never' : (settledMs / 1000).toFixed(1)],
    ['seconds in all', (run.tookMs / 1000).toFixed(0)],
    ['seed', String(run.seed)],
    ...Object.entries(promises).map(([letter, promise]): [string, string] => [
      `(${letter}) ${promise}`,
      broken(letter) === 0 ? 'held' : `BROKEN ${broken(letter)} times`,
    ]),
  ];
}

/** The rows under each other, for a terminal. */
export function plainTable(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

/** The same rows of several runs beside each other, as a markdown table. */
export function markdownTable(runs: readonly (readonly (readonly [string, string])[])[]): string {
  const names = (runs[0] ?? []).map(([name]) => name);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['', ...runs.map((_, index) => `run ${index + 1}`)]),
    line(['---', ...runs.map(() => '---')]),
    ...names.map((name, row) => line([name, ...runs.map((rows) => rows[row]?.[1] ?? '')])),
  ].join('\n');
}

function byTarget(kills: readonly Kill[]): string {
  const counts = Map.groupBy(kills, ({ target }) => target);
  return [...counts]
    .map(([target, ofOne]) => `${target} ${ofOne.length}`)
    .sort()
    .join(', ');
}
