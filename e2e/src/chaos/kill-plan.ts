/** What is killed when: decided from the seed before anything runs. Pure. */
import type { Kill } from './observed.ts';
import type { Random } from './random.ts';

/** What can be killed. `relay` is a server, killed while its outbox has a backlog. */
export type Target = Kill['target'];

/** One kill of a plan. */
export interface PlannedKill {
  /** After the kill before it, in milliseconds. */
  readonly afterMs: number;
  readonly target: Target;
  /** Which instance; taken modulo how many there are. */
  readonly instance: number;
  /** How long it stays down before it is started again. */
  readonly downMs: number;
}

/** The mix: of ten kills, how many each target gets. The notifier has the most to lose. */
const MIX: Readonly<Record<'kafka' | 'postgres', Readonly<Record<Target, number>>>> = {
  kafka: { notifier: 4, server: 2, relay: 1, broker: 2, postgres: 1 },
  postgres: { notifier: 4, server: 2, relay: 2, broker: 0, postgres: 2 },
};

/** Plans kills in rounds of ten, each round with the same mix in another order. */
export function planKills(
  random: Random,
  { kills, log, everyMs }: { readonly kills: number; readonly log: 'kafka' | 'postgres'; readonly everyMs: number },
): PlannedKill[] {
  const mix = Object.entries(MIX[log]) as [Target, number][];
  const round = mix.flatMap(([target, count]) => Array.from({ length: count }, () => target));
  const targets: Target[] = [];
  while (targets.length < kills) targets.push(...random.shuffled(round));
  return targets.slice(0, kills).map((target) => ({
    afterMs: random.between(everyMs / 2, everyMs * 1.5),
    target,
    instance: random.between(0, 1_000),
    downMs: random.chance(0.3) ? random.between(500, 2_500) : 0,
  }));
}
