/** Reads .env.example, for the tests that keep it true. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project.ts';

/** One variable as .env.example shows it. */
export interface ExampleVariable {
  readonly name: string;
  readonly value: string;
  /** The words above it, or above the block of variables that it belongs to. */
  readonly meaning: string;
}

/** All variables of .env.example, in its order. */
export function readExample(): readonly ExampleVariable[] {
  const found: ExampleVariable[] = [];
  let words: string[] = [];
  let after: 'words' | 'variable' = 'words';
  for (const line of readFileSync(join(projectRoot, '.env.example'), 'utf8').split('\n')) {
    const variable = /^#([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
    if (variable !== null) {
      const [, name = '', value = ''] = variable;
      found.push({ name, value, meaning: words.join(' ') });
      after = 'variable';
    } else {
      if (after === 'variable' || line === '') words = [];
      if (/^# [^-]/.test(line)) words.push(line.slice(2));
      after = 'words';
    }
  }
  return found;
}
