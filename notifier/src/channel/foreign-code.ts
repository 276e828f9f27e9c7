/** What a third party's code does at the start, and what is said of what it threw. */
import { safeText } from '@belltower/channels';
import { EnvironmentError } from '@belltower/support/settings';

/** What names a third party's module. */
export interface ForeignModule {
  /** The variable that names it. */
  readonly variable: string;
  readonly module: string;
}

/**
 * Runs what a module does at the start.
 *
 * @param what which of its parts that is
 * @throws {EnvironmentError} with one sentence, whatever it throws
 */
export async function runForeign<T>(
  { variable, module }: ForeignModule,
  what: string,
  run: () => T | Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof EnvironmentError) throw thrown;
    throw new EnvironmentError([`${variable}: ${what} of "${module}" failed: ${wordsOf(thrown)}`]);
  }
}

/** What was thrown, in words that can be shown: an error or anything else. */
export function wordsOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return safeText(`${thrown.name}: ${thrown.message}`);
    return typeof thrown === 'string' ? safeText(thrown) : `a value of type ${typeof thrown}`;
  } catch {
    return 'a value that cannot be read';
  }
}
