/** The settings of a second account: those of the first, each variable with `_FALLBACK` at its end. */
import type { z } from 'zod';
import type { SettingsProblem } from './environment.ts';

const SUFFIX = '_FALLBACK';
/** The sender is the same, whichever account a mail goes by. */
const shared = ['MAIL_FROM', 'MAIL_REPLY_TO'] as const;

type Variables = Readonly<Record<string, z.ZodType>>;
/** The variables of an account, as those of the second account. */
export type OfFallback<V> = {
  readonly [K in keyof V & string as K extends (typeof shared)[number] ? never : `${K}${typeof SUFFIX}`]: V[K];
};

/** The second account's variable for one of the first's; the sender of mails is the same for both. */
export function fallbackVariableOf(variable: string): string {
  return shared.some((one) => one === variable) ? variable : `${variable}${SUFFIX}`;
}

/** The schemas of an account's variables, as those of the second account; without those that both share. */
export function ofFallback<V extends Variables>(variables: V): OfFallback<V> {
  const named = Object.entries(variables).map(([name, schema]) => [fallbackVariableOf(name), schema] as const);
  return Object.fromEntries(named.filter(([name]) => !(name in variables))) as OfFallback<V>;
}

/** The second account's values under the names of the first's; null where it has none of its own. */
export function fallbackValues<V extends Variables>(
  values: Readonly<Record<string, unknown>>,
  variables: V,
): z.output<z.ZodObject<V>> | null {
  const own = Object.keys(variables).map((name) => [name, values[fallbackVariableOf(name)]] as const);
  const given = own.filter(([, value]) => value !== undefined);
  if (given.every(([name]) => fallbackVariableOf(name) === name)) return null;
  return Object.fromEntries(given) as z.output<z.ZodObject<V>>;
}

/** What is wrong with settings made of `fallbackValues`, with the names that the second account's variables have. */
export function fallbackProblems(
  problems: readonly SettingsProblem[],
  variables: readonly string[],
): readonly SettingsProblem[] {
  const named = (text: string) =>
    text.replaceAll(/\w+/g, (word) => (variables.includes(word) ? fallbackVariableOf(word) : word));
  return problems.map(({ variable, message }) => ({ variable: named(variable), message: named(message) }));
}
