/** The seed of tests that choose by chance: CHAOS_SEED has a run make the same choices again. */
import { randomInt } from 'node:crypto';

/** CHAOS_SEED, or a new one. */
export function chaosSeed(): number {
  return Number(process.env.CHAOS_SEED ?? randomInt(2 ** 31));
}

/** What a failed expectation says: how to have these choices again, and where the run's evidence is, if it keeps any. */
export function howToRepeat(seed: number, run?: { readonly evidence: string | null }): string {
  const again = `CHAOS_SEED=${seed} makes the same choices again`;
  return run === undefined ? again : `the evidence is in ${run.evidence}; ${again}`;
}
