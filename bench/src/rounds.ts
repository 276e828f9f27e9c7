/** What is measured in turn: every round has one of each, so that a ratio is of things that ran one after the other. */
import type { How } from './bench.ts';
import { shortMedian } from './line.ts';
import type { Peer } from './parts/peer.ts';
import type { Cost } from './parts/serve.ts';

/** Does each once for each round, in order. */
export async function inRounds<Name extends string, Found>(
  names: readonly Name[],
  once: (name: Name) => Promise<Found>,
  how: How,
): Promise<Readonly<Record<Name, readonly Found[]>>> {
  const found = Object.fromEntries(names.map((name) => [name, [] as Found[]])) as unknown as Record<Name, Found[]>;
  for (let round = 1; round <= how.rounds; round++) {
    for (const name of names) {
      const one = await once(name);
      found[name].push(one);
      how.say(
        `round ${round}: ${name} ${JSON.stringify(one, (_key, value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value))}`,
      );
    }
  }
  return found;
}

/** The same with tasks that their processes time themselves, each of so many; a small one of each warms up. */
export async function tasksInRounds<Name extends string>(
  peerOf: (name: Name) => Peer,
  tasks: Readonly<Record<Name, number>>,
  how: How,
): Promise<Readonly<Record<Name, readonly Cost[]>>> {
  const names = Object.keys(tasks) as Name[]; // a literal's keys
  const run = (name: Name, share: number) =>
    peerOf(name).call<Cost>(name, Math.max(500, Math.round(tasks[name] * share)));
  for (const name of names) await run(name, 0.1);
  return await inRounds(names, (name) => run(name, how.share), how);
}

/** A rate and its cost, for the table. */
export function costCell(found: readonly Cost[]): string {
  return `${shortMedian(found, ({ rate }) => rate)}/s, ${shortMedian(found, ({ cpuMicros }) => cpuMicros)} µs CPU`;
}

/** What a line is of: the rate. */
export const rateOf = ({ rate }: Cost): number => rate;
/** What a line is of: the CPU of each. */
export const cpuOf = ({ cpuMicros }: Cost): number => cpuMicros;
