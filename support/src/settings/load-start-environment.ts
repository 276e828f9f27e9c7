import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where an `npm start` that runs in the working directory keeps what commands need of its environment. */
const FILE = join('.data', 'environment.json');

/**
 * Takes the settings of the `npm start` that runs here, for a command that is given no database of its own. Variables that are set
 * already win. @returns what to say about it; null: it took none
 */
export function loadStartEnvironment(environment: NodeJS.ProcessEnv = process.env): string | null {
  if (environment.DATABASE_URL || environment.DATABASE_URL_FILE) return null;
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(FILE, 'utf8'));
  } catch (error) {
    const isThere = !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
    return isThere ? `${FILE} cannot be read, and is left out: start npm start again` : null;
  }
  if (typeof found !== 'object' || found === null) return `${FILE} is damaged, and is left out: start npm start again`;
  for (const [name, value] of Object.entries(found)) {
    if (typeof value === 'string' && !environment[name]) environment[name] = value;
  }
  return `with the settings of npm start (${FILE}), as DATABASE_URL is not set`;
}
