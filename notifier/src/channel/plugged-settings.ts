/** The configuration of a third party's provider. */
import { type Email, fallbackProblems, fallbackVariableOf, type Provider, type Sms } from '@belltower/channels';
import { type Environment, EnvironmentError, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { type ForeignModule, runForeign } from './foreign-code.ts';

const settingsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('complete'), config: z.unknown() }),
  z.object({
    kind: z.literal('incomplete'),
    problems: z.array(z.object({ variable: z.string(), message: z.string() })),
  }),
]);

/**
 * Makes a provider's configuration of those variables alone that it names; each may come from a file. Those of a second account
 * have `_FALLBACK` at their end, of which the provider learns nothing: so one module carries both accounts.
 *
 * @throws {EnvironmentError} with what it lacks, or when its `settings` fails or answers with anything else
 */
export async function pluggedSettings(
  provider: Pick<Provider<Email | Sms>, 'name' | 'variables' | 'settings'>,
  environment: Environment,
  { isFallback, ...from }: ForeignModule & { readonly isFallback: boolean },
): Promise<unknown> {
  const { name, variables } = provider;
  const nameOf = (own: string) => (isFallback ? fallbackVariableOf(own) : own);
  const schemas = Object.fromEntries(variables.map((own) => [nameOf(own), z.string().optional()]));
  const values = readEnvironment(z.object(schemas), environment);
  const given = variables.map((own) => [own, values[nameOf(own)]] as const).filter(([, value]) => value !== undefined);
  const made: unknown = await runForeign(from, 'settings', () => provider.settings(Object.fromEntries(given)));
  const settings = settingsSchema.safeParse(made);
  if (!settings.success) {
    const expected = `"complete" with a config, or "incomplete" with problems, is expected of the settings of ${name}`;
    const got = JSON.stringify((made as { kind?: unknown } | null)?.kind);
    throw new EnvironmentError([`${from.variable}: ${expected}, got ${got}`]);
  }
  if (settings.data.kind === 'complete') return settings.data.config;
  const { problems } = settings.data;
  const lacks = isFallback ? fallbackProblems(problems, variables) : problems;
  throw new EnvironmentError(lacks.map(({ variable, message }) => `${variable}: ${message}`));
}
