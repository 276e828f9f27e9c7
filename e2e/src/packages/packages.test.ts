/** The published packages as a stranger gets them: packed, put into a clean folder, type-checked there, and run by plain Node. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startMailInbox } from '@belltower/dev/mail-inbox';
import { createTestDatabase } from '@belltower/dev/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Consumer, createConsumer } from './consumer.ts';
import { nodesOnPath, type Program, startProgram } from './program.ts';

const ROOT = new URL('../../../', import.meta.url);
const PACKAGES = ['events', 'event-log', 'channels', 'sdk'] as const;
/** The SDK's README is run by sdk-examples.test.ts, against the whole product. */
const RUN = ['events', 'event-log', 'channels'] as const;

/** A wrong use of each, which TypeScript must find: an `expect-error` without an error is one. */
const WRONG = [
  "import { createSmtpChannel } from '@belltower/channels';",
  "import { openEventLog } from '@belltower/event-log';",
  "import { isFinal } from '@belltower/events';",
  '// @ts-expect-error there is no such log',
  "openEventLog({ kind: 'file' });",
  '// @ts-expect-error the sender is missing',
  "createSmtpChannel({ url: 'smtp://localhost' });",
  '// @ts-expect-error there is no such status',
  "isFinal('lost');",
];

let consumer: Consumer;
/** Every example in the READMEs: all are type-checked, those in JavaScript are run as well. */
const files: string[] = [];
const nodes = await nodesOnPath();

beforeAll(async () => {
  consumer = await createConsumer(PACKAGES);
  for (const name of RUN) {
    const page = await readFile(new URL(`${name}/README.md`, ROOT), 'utf8');
    const examples = [...page.matchAll(/^```(js|ts)\n(.*?)^```/gms)];
    expect(examples[0]?.[1]).toBe('js');
    for (const [index, [, , code = '']] of examples.entries()) {
      files.push(await consumer.write(`${name}-${index}.ts`, code));
      await consumer.write(`${name}-${index}.mjs`, code);
    }
  }
});
afterAll(() => consumer[Symbol.asyncDispose]());

const manifestOf = async (folder: string) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
const unpacked = (name: string) => join(consumer.folder, 'node_modules/@belltower', name);

it('the packages are all the workspaces that are not private', async () => {
  const { workspaces } = await manifestOf(ROOT.pathname);
  const published: string[] = [];
  for (const name of workspaces) {
    if (!(await manifestOf(join(ROOT.pathname, name))).private) published.push(name);
  }
  expect(published).toEqual(PACKAGES.toSorted((one, other) => workspaces.indexOf(one) - workspaces.indexOf(other)));
});

describe.each(PACKAGES)('%s', (name) => {
  it('has its papers, no test, and nothing of the repository', async () => {
    const listing = await readdir(unpacked(name), { recursive: true });
    expect(listing).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'LICENSE', 'index.js', 'index.d.ts']));
    expect(listing.filter((path) => /test|contract|(?<!\.d)\.ts$/.test(path))).toEqual([]);
    const { version, scripts, devDependencies, dependencies, publishConfig } = await manifestOf(unpacked(name));
    expect(version).toBe((await manifestOf(new URL(name, ROOT).pathname)).version);
    expect([scripts, devDependencies, publishConfig]).toEqual([undefined, undefined, { access: 'public' }]);
    expect(Object.values(dependencies).filter((range) => !/^\d+\.\d+\.\d+$/.test(String(range)))).toEqual([]);
  });

  it('shows nothing in its README that is not in the package', async () => {
    const page = await readFile(join(unpacked(name), 'README.md'), 'utf8');
    const links = [...page.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);
    const listing = await readdir(unpacked(name), { recursive: true });
    expect(links.filter((path) => !listing.includes(path))).toEqual([]);
  });
});

describe('type-check, their own declarations included,', () => {
  it.each([
    ['of Node', { module: 'nodenext', lib: ['esnext'] }],
    ['of bundlers', { module: 'esnext', moduleResolution: 'bundler', lib: ['esnext', 'dom'] }],
  ])('by the rules %s', async (_, rules) => {
    const imports = PACKAGES.map((name) => `export * as ${name.replaceAll('-', '_')} from '@belltower/${name}';`);
    const all = await consumer.write('all.ts', [...imports, ...WRONG].join('\n'));
    await consumer.typeCheck([...files, all], { ...rules, target: 'esnext' });
  });
});

/** Which of the Nodes here a package says that it runs on. */
async function nodesOf(name: (typeof RUN)[number]) {
  const { engines } = await manifestOf(new URL(name, ROOT).pathname);
  const least = Number(/^>=(\d+)/.exec(engines.node)?.[1]);
  return nodes.filter(({ version }) => Number.parseInt(version, 10) >= least);
}

it.each(await nodesOf('events'))(
  'events: a change is written and read, a wrong one refused, on Node $version',
  async ({ path }) => {
    expect(await linesOf(start(path, 'events', {}))).toEqual([
      'notifications.status 5 sent',
      expect.stringMatching(/^INVALID delivery\.status "lost"$/),
    ]);
  },
);

it.each(await nodesOf('event-log'))(
  'event-log: what is appended is read, from PostgreSQL, on Node $version',
  async ({ path }) => {
    await using database = await createTestDatabase();
    expect(await linesOf(start(path, 'event-log', { DATABASE_URL: database.url }))).toEqual(['order-17 {"id":17}']);
    const kept = 'SELECT group_name, committed::int FROM event_log.group_position WHERE committed > 0';
    expect(await database.query(kept)).toEqual([{ group_name: 'billing', committed: 1 }]);
  },
);

it.each(await nodesOf('channels'))(
  'channels: a mail arrives, and a refused one is reported, on Node $version',
  async ({ path }) => {
    await using inbox = await startMailInbox({ smtpPort: 0, webPort: 0 });
    const lines = await linesOf(start(path, 'channels', { SMTP_URL: inbox.smtpUrl }));
    expect(lines).toEqual(['smtp accepted', 'INVALID_RECIPIENT suppress false']);
    const mails = (await (await fetch(`${inbox.webUrl}/api/email`)).json()) as { headers: Record<string, string> }[];
    const kept = mails.map(({ headers }) => [headers.subject, headers['message-id']]);
    expect(kept).toEqual([['Friday, 10:00', '<confirmation-0@example.com>']]);
  },
);

function start(node: string, name: (typeof RUN)[number], environment: Readonly<Record<string, string>>) {
  return startProgram(node, consumer.folder, `${name}-0.mjs`, environment);
}

async function linesOf(running: Program): Promise<readonly string[]> {
  await using program = running;
  expect([await program.ended, program.lines()]).toEqual(['exit code 0', expect.anything()]);
  return program.lines();
}
