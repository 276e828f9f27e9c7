/** Time and chance, so that a test decides them. */
export interface Clock {
  now(): Date;
  /** A number in [0, 1). */
  random(): number;
}

/** The machine's. */
export const systemClock: Clock = { now: () => new Date(), random: Math.random };
