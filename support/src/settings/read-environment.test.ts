import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EnvironmentError, readEnvironment } from './read-environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'belltower-environment-'));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = z.object({
  PORT: z.coerce.number<string>('a port number is expected').int().min(1).max(65_535).default(4000),
  JWT_SECRET: z.string('is required').min(16, 'at least 16 characters are expected'),
});

describe('readEnvironment', () => {
  it('reports every problem at once, each with the name of its variable', () => {
    const read = () => readEnvironment(schema, { PORT: 'abc' });
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(/PORT: a port number is expected[\s\S]*JWT_SECRET: is required/);
  });

  it('takes an empty variable as unset', () => {
    expect(readEnvironment(schema, { PORT: '', JWT_SECRET: 'x'.repeat(16) }).PORT).toBe(4000);
  });

  it('reads a secret from the file that NAME_FILE names', () => {
    const path = join(folder, 'secret');
    writeFileSync(path, 'a secret of some length\n');
    expect(readEnvironment(schema, { JWT_SECRET_FILE: path }).JWT_SECRET).toBe('a secret of some length');
  });

  it('leaves files alone that other programs name', () => {
    const environment = { JWT_SECRET: 'x'.repeat(16), SSL_CERT_FILE: join(folder, 'missing') };
    expect(readEnvironment(schema, environment).PORT).toBe(4000);
  });

  it('refuses a secret given twice and a file that is not there', () => {
    const missing = join(folder, 'missing');
    expect(() => readEnvironment(schema, { JWT_SECRET: 'x'.repeat(16), JWT_SECRET_FILE: missing })).toThrow(
      /given twice, also as JWT_SECRET_FILE[\s\S]*cannot be read \(ENOENT\)/,
    );
  });
});
