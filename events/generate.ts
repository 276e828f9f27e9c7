/**
 * Writes the JSON Schema of every event to `schemas/`, and the AsyncAPI document of the topics, from the zod schemas that
 * are their one source. With `--check` it writes nothing and fails when a file is out of date.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { asyncApiDocument } from './asyncapi.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { eventTypes } from './src/index.ts';

const check = process.argv.includes('--check');
const here = new URL('./', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', here), 'utf8'));

mkdirSync(new URL('schemas/', here), { recursive: true });
for (const type of eventTypes) {
  generate(`schemas/${type}.schema.json`, jsonSchemaOf(type, 'draft-2020-12'));
}
generate('asyncapi.json', asyncApiDocument(version));

function generate(name: string, content: object): void {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  const file = new URL(name, here);
  if (!check) writeFileSync(file, text);
  else if (read(file) !== text) {
    console.error(`events/${name} is out of date: run npm run generate`);
    process.exitCode = 1;
  }
}

function read(file: URL): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
