import { existsSync } from 'node:fs';

/** Reads `.env` of the working directory into `process.env`, if there is one. Variables that are set already win. */
export function loadDotEnv(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}
