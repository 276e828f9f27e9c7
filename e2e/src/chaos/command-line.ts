/** What the commands do with their arguments, how they tell how it goes, and how they end. */
import { randomInt } from 'node:crypto';
import type { FinishedRun } from './run.ts';
import { markdownTable, plainTable } from './table.ts';

/** Reads an option that is a number above 0, or ends the command. */
export function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) stop(`--${name}: a number above 0 was expected, got ${text}`);
  return number;
}

/** Reads `--seed`, or draws one. */
export function seedOf(text: string | undefined): number {
  return text === undefined ? randomInt(2 ** 31) : numberOf('seed', text);
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
