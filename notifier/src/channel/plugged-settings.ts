/** The configuration of a third party's provider. */
import { type Email, fallbackProblems, fallbackVariableOf, type Provider, type Sms } from '@belltower/channels';
import { type Environment, EnvironmentError, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';

/**
 * Makes a provider's configuration of those variables alone that it names; each may come from a file. Those of a second account
 * have `_FALLBACK` at their end, of which the provider learns nothing: so one module carries both accounts.
 *
 * @throws {EnvironmentError} with what it lacks, or when its `settings` answers with anything else; `variable` is what names it
 */
export function pluggedSettings<C>(
  { name, variables, settings }: Pick<Provider<Email | Sms, C>, 'name' | 'variables' | 'settings'>,
  environment: Environment,
  { variable, isFallback }: { readonly variable: string; readonly isFallback: boolean },
): C {
  const nameOf = (own: string) => (isFallback ? fallbackVariableOf(own) : own);
  const named = Object.fromEntries(variables.map((own) => [nameOf(own), z.string().optional()]));
  const values = readEnvironment(z.object(named), environment);
  const given = variables.map((own) => [own, values[nameOf(own)]] as const).filter(([, value]) => value !== undefined);
  const made = settings(Object.fromEntries(given));
  if (made?.kind === 'complete') return made.config;
  if (made?.kind !== 'incomplete' || !Array.isArray(made.problems)) {
    const expected = `"complete" with a config, or "incomplete" with problems, is expected of the settings of ${name}`;
    throw new EnvironmentError([`${variable}: ${expected}, got ${JSON.stringify((made as { kind?: unknown })?.kind)}`]);
  }
  const problems = isFallback ? fallbackProblems(made.problems, variables) : made.problems;
  throw new EnvironmentError(problems.map((problem) => `${problem.variable}: ${problem.message}`));
}
