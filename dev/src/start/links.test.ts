import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../project.ts';
import { type Links, readyLines } from './links.ts';

const links: Links = {
  server: 'http://localhost:4000',
  client: 'http://localhost:4000',
  mail: 'http://localhost:4002',
  sms: null,
  database: 'postgres://postgres@127.0.0.1:15432/belltower',
  brokers: null,
  tokens: { staff: 'staff-token', customer: 'customer-token' },
  logs: '.data/logs',
};
const now = Date.parse('2026-02-13T17:00:00Z');

describe('readyLines', () => {
  it('begins with one line for programs that wait for it', () => {
    expect(readyLines(links, now).split('\n')[0]).toBe('ready http://localhost:4000');
  });

  it('lists what runs, and nothing that does not', () => {
    const lines = readyLines(links, now);
    expect(lines).toMatch(/mail inbox +http:\/\/localhost:4002/);
    expect(lines).toMatch(/playground +http:\/\/localhost:4000\/playground#token=staff-token/);
    expect(lines).not.toContain('SMS inbox');
    expect(lines).toContain('npm run demo -- --url http://localhost:4000');
    expect(readyLines({ ...links, tokens: null }, now)).not.toMatch(/token|demo/);
  });

  it('gives an example that a shell passes on as a valid booking of the schema', () => {
    const [, command = ''] = readyLines(links, now).split('Book an appointment:\n');
    const script = `curl() { for argument in "$@"; do printf '%s\\0' "$argument"; done; }\n${command.split('\n\n')[0]}`;
    const [, url, , , , authorization, , body = ''] = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split(
      '\0',
    );
    expect(url).toBe('http://localhost:4000/graphql');
    expect(authorization).toBe('authorization: Bearer customer-token');
    const { query } = JSON.parse(body) as { query: string };
    const schema = buildSchema(readFileSync(join(projectRoot, 'schema.graphql'), 'utf8'));
    expect(validate(schema, parse(query))).toEqual([]);
    expect(query).toContain('time: "2026-02-20T17:00:00Z"');
  });
});
