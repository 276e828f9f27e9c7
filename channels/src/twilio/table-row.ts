/** What a row of Twilio's error table is. */
import type { Verdict } from '../errors.ts';

/** A pattern of failures: all that it names must hold. */
export interface TwilioPattern {
  /** Whether Twilio gave a code of its own, whichever. */
  readonly coded?: boolean;
  /** HTTP statuses, from and to. */
  readonly status?: readonly [number, number];
  /** Whether the request began to leave. */
  readonly left?: boolean;
  /** What the system's code of a connection that failed must be. */
  readonly network?: (code: string) => boolean;
  /** Whether the answer is a web page: then it is not Twilio's API that wrote it. */
  readonly page?: boolean;
}

/** One row of the table: any match of `codes`, `ranges` or `when` gives `verdict`. */
export interface TwilioRow {
  readonly meaning: string;
  /** Twilio's codes, each with its title. */
  readonly codes?: Readonly<Record<number, string>>;
  /** Runs of codes that Twilio uses for one thing: first, last, title. A code with an entry of its own goes before. */
  readonly ranges?: readonly (readonly [number, number, string])[];
  readonly when?: readonly TwilioPattern[];
  readonly verdict: Verdict;
}

/** A minute in milliseconds. */
export const MINUTE = 60_000;
