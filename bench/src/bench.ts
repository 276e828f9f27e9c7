import type { Line } from './line.ts';

/** One benchmark: what `--only` and `--profile` name. */
export interface Bench {
  readonly name: string;
  /** Rejects when it cannot measure; a bar that is missed is no reason to reject. */
  run(how: How): Promise<readonly Line[]>;
}

/** How thoroughly, and what is to be looked into. */
export interface How {
  /** How often everything is measured, in turn. */
  readonly rounds: number;
  /** How much less than usual is to be done, from 0 to 1. */
  readonly share: number;
  say(text: string): void;
}
