/** Tasks of one process, measured in turn. */
import type { How } from './bench.ts';
import { medianOf, short } from './line.ts';
import type { ServerUnderTest } from './server-under-test.ts';
import { type Done, doTask } from './tasks.ts';

/** What was found of each task, round by round. */
export type Found<Name extends string> = Readonly<Record<Name, readonly Done[]>>;

/** Does every task once for each round, after a small one to warm up. */
export async function inRounds<Name extends string>(
  target: ServerUnderTest,
  tasks: Readonly<Record<Name, number>>,
  how: How,
): Promise<Found<Name>> {
  const names = Object.keys(tasks) as Name[]; // a literal's keys
  const found = Object.fromEntries(names.map((name) => [name, [] as Done[]])) as Record<Name, Done[]>;
  const eventsOf = (name: Name, share: number) => Math.max(500, Math.round(tasks[name] * share));
  for (const name of names) await doTask(target, { task: name, events: eventsOf(name, 0.1) });
  for (let round = 0; round < how.rounds; round++) {
    for (const name of names) {
      found[name].push(await doTask(target, { task: name, events: eventsOf(name, how.share) }));
    }
    how.say(`round ${round + 1}: ${names.map((name) => `${name} ${cellOf(found[name].slice(-1))}`).join('; ')}`);
  }
  return found;
}

/** The rates of a task. */
export function ratesOf(done: readonly Done[]): number[] {
  return done.map(({ rate }) => rate);
}

/** The microseconds of CPU of a task's events. */
export function cpuOf(done: readonly Done[]): number[] {
  return done.map(({ cpuMicros }) => cpuMicros);
}

/** A task's medians, for the table. */
export function cellOf(done: readonly Done[]): string {
  return `${short(medianOf(ratesOf(done)))}/s, ${short(medianOf(cpuOf(done)))} µs CPU`;
}
