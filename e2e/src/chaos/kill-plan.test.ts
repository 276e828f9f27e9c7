import { expect, it } from 'vitest';
import { planKills } from './kill-plan.ts';
import { createRandom } from './random.ts';

const options = { kills: 20, log: 'kafka', everyMs: 1_000 } as const;

it('the plan has the same kills from the same seed, and others from another', () => {
  expect(planKills(createRandom(7), options)).toEqual(planKills(createRandom(7), options));
  expect(planKills(createRandom(7), options)).not.toEqual(planKills(createRandom(8), options));
});

it('the plan kills every part in each round of ten, the notifier most', () => {
  const kills = planKills(createRandom(1), { ...options, kills: 10 });
  const counts = Map.groupBy(kills, ({ target }) => target);
  expect(new Set(counts.keys())).toEqual(new Set(['notifier', 'server', 'relay', 'broker', 'postgres']));
  expect(counts.get('notifier')).toHaveLength(4);
});

it('the plan kills no broker where there is none', () => {
  expect(planKills(createRandom(1), { ...options, log: 'postgres' }).some(({ target }) => target === 'broker')).toBe(
    false,
  );
});

it('the plan gives each part its own source of chance', () => {
  const drawn = (name: string) => createRandom(5).fork(name).next();
  expect(drawn('driver')).toBe(drawn('driver'));
  expect(drawn('driver')).not.toBe(drawn('reaper'));
});
