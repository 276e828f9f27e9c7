/** What npm start says of a folder .data that is damaged, of another version, or not to be written. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort } from '../network/ports.ts';
import { postgresPart } from '../postgres/part.ts';
import { startPostgres } from '../postgres/postgres.ts';
import { StartError } from '../process/start-error.ts';
import { openDataFolder } from './data-folder.ts';
import { explain } from './data-problems.ts';

const folder = mkdtempSync(join(tmpdir(), 'belltower-data-'));
chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user, who must get through
afterAll(() => rmSync(folder, { recursive: true }));

let roots = 0;
const newRoot = () => {
  const root = join(folder, `${roots++}`);
  mkdirSync(root);
  return root;
};
const refusalOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  return 'none';
};

describe('a folder .data', () => {
  it('that is a file, or holds a file where a folder belongs, is named, with what to do', () => {
    const root = newRoot();
    writeFileSync(join(root, '.data'), '');
    expect(refusalOf(() => openDataFolder(root))).toBe(
      `${join(root, '.data')} is a file, where a folder is expected. npm start keeps its data in ${join(root, '.data')}: ` +
        'correct that, or move it away, and it begins without.',
    );
    const other = newRoot();
    const data = openDataFolder(other);
    mkdirSync(join(data.path, 'jwt-secret'));
    expect(refusalOf(data.jwtSecret)).toContain('jwt-secret is damaged');
    mkdirSync(join(data.path, 'environment.json', 'x'), { recursive: true });
    let problem: string | null = null;
    try {
      data.keepEnvironment({});
    } catch (error) {
      problem = explain(error, data.path);
    }
    expect(problem).toContain('environment.json is a folder, where a file is expected');
    expect(explain(new Error('another'), data.path)).toBeNull();
  });

  it.skipIf(process.getuid?.() === 0)('that may not be written is named', () => {
    const root = newRoot();
    mkdirSync(join(root, '.data'), { mode: 0o500 });
    expect(refusalOf(() => openDataFolder(root))).toContain(`${join(root, '.data')} may not be written`);
  });

  it('with a secret that is cut is refused, and says how a new one is made', () => {
    const data = openDataFolder(newRoot());
    writeFileSync(join(data.path, 'jwt-secret'), 'cut');
    expect(refusalOf(data.jwtSecret)).toContain(
      'jwt-secret is damaged: 32 characters or more are expected, got 3. Delete it',
    );
    const damaged = openDataFolder(newRoot());
    writeFileSync(join(damaged.path, 'ports.json'), '{"postgres": "no port"');
    expect(refusalOf(() => openDataFolder(join(damaged.path, '..')))).toBe('none'); // ports are chosen again
  });

  it('keeps for commands what they need, for its owner alone, while npm start runs', () => {
    const data = openDataFolder(newRoot());
    const file = join(data.path, 'environment.json');
    writeFileSync(file, 'of a run that was killed', { mode: 0o644 });
    {
      using _kept = data.keepEnvironment({
        ...{ DATABASE_URL: 'postgres://ours', KAFKA_BROKERS: 'k:1', JWT_SECRET: 'ours', TOPIC_PARTITIONS: '3' },
        ...{ SMTP_URL: 'smtp://secret', TWILIO_AUTH_TOKEN: 'secret', PATH: '/bin', KAFKA_SSL: '' },
      });
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
        ...{ DATABASE_URL: 'postgres://ours', KAFKA_BROKERS: 'k:1', JWT_SECRET: 'ours', TOPIC_PARTITIONS: '3' },
      });
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    expect(existsSync(file)).toBe(false);
  });
});

describe("PostgreSQL's data", () => {
  const startOn = async (data: string) =>
    await postgresPart(data, await freePort())
      .start(new AbortController().signal)
      .then(
        async (running) => {
          await running.stop();
          return 'started';
        },
        (error: unknown) => (error instanceof StartError ? error.message : error),
      );

  it('of another version, or damaged, is named in one sentence, with what to do', async () => {
    const data = join(newRoot(), 'postgres');
    await (await startPostgres({ folder: data, listens: 'socket' }))[Symbol.asyncDispose]();
    const version = readFileSync(join(data, 'PG_VERSION'), 'utf8');
    writeFileSync(join(data, 'PG_VERSION'), '13\n');
    expect(await startOn(data)).toMatch(
      new RegExp(`^${data} holds the data of PostgreSQL 13, and this is ${version.trim()}\\S*\\. Move it away \\(mv `),
    );
    writeFileSync(join(data, 'PG_VERSION'), version);
    expect(await startOn(data)).toBe('started');
    rmSync(join(data, 'global', 'pg_control'));
    const damaged = await startOn(data);
    expect(damaged).toMatch(
      new RegExp(`^${data} is damaged: PostgreSQL says ".*"\\. Move it away \\(mv \\S+ \\S+\\.old\\), and`),
    );
    expect(damaged).not.toContain('\n');
  });
});
