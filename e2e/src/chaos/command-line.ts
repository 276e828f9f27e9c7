/** What the commands do with their flags, how they report progress, and how they end. */
import { parseArgs } from 'node:util';
import type { FinishedRun } from './run.ts';
import { markdownTable, plainTable } from './table.ts';

type Flag = number | string | boolean | null;
type Read<Default extends Flag> = Default extends number
  ? number
  : Default extends boolean
    ? boolean
    : Default extends null
      ? number | null
      : string;

/**
 * Reads the flags after the command's name by their defaults: `everyMs` is `--every-ms`, null a number that may be left out.
 * Ends the command when one is no number above `least`, or `least` itself where that is 0.
 */
export function readFlags<Defaults extends Readonly<Record<string, Flag>>>(
  defaults: Defaults,
  least: 0 | null = null,
): { [Name in keyof Defaults]: Read<Defaults[Name]> } {
  const flagOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const typeOf = (value: Flag) => (typeof value === 'boolean' ? 'boolean' : 'string');
  const options = Object.entries(defaults).map(([name, value]) => [flagOf(name), { type: typeOf(value) }] as const);
  const parsed = parseArgs({ args: process.argv.slice(3), options: Object.fromEntries(options) });
  const read = Object.entries(defaults).map(([name, value]) => {
    const given = parsed.values[flagOf(name)];
    if (typeof given !== 'string' || typeof value === 'string') return [name, given ?? value];
    const number = Number(given);
    if (!(number > 0 || number === least)) stop(`--${flagOf(name)}: a number above 0 was expected, got ${given}`);
    return [name, number];
  });
  return Object.fromEntries(read);
}

/** Reads `--log`, or ends the command. */
export function logOf(text: string): 'kafka' | 'postgres' {
  if (text !== 'kafka' && text !== 'postgres') stop(`--log: kafka or postgres was expected, got ${text}`);
  return text;
}

/** Makes what prints how it goes, each line with the seconds since now. */
export function createProgress(): (text: string) => void {
  const startedAt = Date.now();
  return (text) => console.log(`${String(Math.round((Date.now() - startedAt) / 1_000)).padStart(5)} s  ${text}`);
}

/** Prints a run's table twice, what was broken, and where the evidence is; ends the command if a promise was broken. */
export function endWith({ verdict, evidence }: FinishedRun, rows: [string, string][]): void {
  console.log(`\n${plainTable(rows)}\n\n${markdownTable([rows])}`);
  for (const { promised, deliveryId, text } of verdict.violations.slice(0, 50)) {
    console.error(`(${promised}) ${deliveryId ?? ''} ${text}`);
  }
  if (evidence !== null) console.log(`the evidence is in ${evidence}`);
  if (verdict.violations.length > 0) stop('a promise was broken');
}

/** Says why the run could not be carried out, and ends the command. */
export function stopFor(error: unknown): never {
  for (const one of partsOf(error)) console.error(one);
  stop('the run could not be carried out');
}

/** Ends the command. */
export function stop(why: string): never {
  console.error(why);
  process.exit(1);
}

/** What went wrong, and what then went wrong while everything was stopped. */
function partsOf(error: unknown): unknown[] {
  return error instanceof SuppressedError ? [...partsOf(error.suppressed), ...partsOf(error.error)] : [error];
}
