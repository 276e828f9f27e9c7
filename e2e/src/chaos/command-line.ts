/** What both commands do with their arguments and with what goes wrong. */

/** Reads an option that is a number above 0, or ends the command. */
export function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) stop(`--${name}: a number above 0 was expected, got ${text}`);
  return number;
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
