/**
 * Writes the JSON Schema of every event to `schemas/`, from the zod schemas that are their one source.
 * With `--check` it writes nothing and fails when a file is out of date.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { catalogue, eventTypes } from './src/index.ts';

const check = process.argv.includes('--check');
const folder = new URL('./schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });

for (const type of eventTypes) {
  const schema = z.toJSONSchema(catalogue[type].schema, { io: 'input', target: 'draft-2020-12' });
  const text = `${JSON.stringify({ title: type, ...schema }, null, 2)}\n`;
  const file = new URL(`${type}.schema.json`, folder);
  if (check) {
    if (read(file) !== text) {
      console.error(`events/schemas/${type}.schema.json is out of date: run npm run generate`);
      process.exitCode = 1;
    }
  } else {
    writeFileSync(file, text);
  }
}

function read(file: URL): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
