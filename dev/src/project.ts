/** The clone that this file belongs to. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The clone's root folder. */
export const projectRoot = join(import.meta.dirname, '..', '..');

/** Adds what .env at the root says to the environment, where it says nothing yet. */
export function loadDotEnv(): void {
  const path = join(projectRoot, '.env');
  if (existsSync(path)) process.loadEnvFile(path);
}
