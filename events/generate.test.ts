/** `npm run generated` finds generated files that are out of date: in a copy of this package, where they can be spoiled. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const DATA = join(import.meta.dirname, '../.data');

it.each(['asyncapi.json', 'schemas/appointments.created.schema.json'])(
  'says that %s is out of date, and fails',
  (file) => {
    mkdirSync(DATA, { recursive: true });
    const copy = mkdtempSync(join(DATA, 'events-'));
    try {
      cpSync(import.meta.dirname, copy, {
        recursive: true,
        filter: (path) => !/node_modules|dist|\.test\.ts$/.test(path),
      });
      const check = () => spawnSync(process.execPath, [join(copy, 'generate.ts'), '--check'], { encoding: 'utf8' });
      expect(check()).toMatchObject({ status: 0, stderr: '' });
      appendFileSync(join(copy, file), ' ');
      expect(check()).toMatchObject({ status: 1, stderr: expect.stringContaining(`events/${file} is out of date`) });
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  },
);
