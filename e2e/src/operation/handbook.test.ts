/**
 * Every command that docs/operations.md and docs/security.md print is run as printed, beside a system that runs. What stands in angle
 * brackets is filled in. There is no Docker here: a program of its name takes logs and commands to the processes of the system, and
 * notes what else it is called with.
 */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { magicDomains } from '@belltower/dev/magic-addresses';
import { until } from '@belltower/dev/until';
import { deadLetterOf, openEventLog } from '@belltower/event-log';
import { deadLetterTopicOf } from '@belltower/events';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { book } from '../testbed/book.ts';
import { callAs, statusesOf } from '../testbed/caller.ts';
import { foreignEvent } from '../testbed/foreign-event.ts';
import { startSystem } from '../testbed/system.ts';
import { blocksIn, inlineCommands } from './handbook-commands.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const operations = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
const security = readFileSync(join(root, 'docs', 'security.md'), 'utf8');
/** Not for a system that runs: a release, what asks a registry, and the drill, which runs one of its own. */
const ELSEWHERE = /^npm run (?:keep-release|audit|night)\b/;

const FAKE_DOCKER = `#!/bin/bash
[ "$1" = compose ] && shift
case "$1" in
  logs) for name in "$@"; do [ -f "$LOGS/$name" ] && cat "$LOGS/$name"; done; exit 0 ;;
  exec) shift; [ "$1" = -T ] && shift; shift; cd "$ROOT" && exec "$@" ;;
  *) echo "$*" >> "$LOGS/calls" ;;
esac
`;

it('every command of the handbook does what it says, as it is printed', async () => {
  await using system = await startSystem();
  const folder = mkdtempSync(join(tmpdir(), 'belltower-handbook-'));
  try {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    for (const [name, text] of [
      ['docker', FAKE_DOCKER],
      ['sudo', '#!/bin/sh\n[ "$1" = chown ] || exec "$@"\n'],
    ] as const) {
      writeFileSync(join(bin, name), text);
      chmodSync(join(bin, name), 0o755);
    }
    const log = openEventLog({ kind: 'postgres', url: system.database.url });
    await using _log = log;

    const anna = await callAs(system.server.url, 'anna', 'customer');
    const booked = await book(anna);
    const dead = `nobody@${magicDomains.unknown.domain}`;
    const failing = await book(anna, { email: dead, notify: { email: true, sms: false } });
    for (const [{ id, feedCursor }, wanted] of [
      [booked, 'SENT'],
      [failing, 'FAILED'],
    ] as const) {
      await using watch = anna.watch({ appointmentId: id, after: feedCursor });
      await until(`it is ${wanted}`, () => statusesOf(watch.changes, 'EMAIL').includes(wanted));
    }
    const [{ event_id: eventId = '' } = {}] = await system.database.query<{ event_id: string }>(
      'select event_id from server.appointment where id = $1',
      [booked.id],
    );
    const parked = foreignEvent({ email: 'parked@example.com' });
    const origin = { topic: 'appointments.created', partition: 0, position: 0, key: 'k', headers: {} };
    const topic = deadLetterTopicOf(origin.topic);
    const parking = { topic, code: 'INVALID', reason: 'its producer was wrong' };
    await log.append([deadLetterOf({ ...origin, value: Buffer.from(JSON.stringify(parked)) }, parking)]);

    const filled = (command: string) =>
      command
        .replaceAll('<place>', `${topic}/0/0`)
        .replaceAll('<address>', dead)
        .replaceAll('<instant>', new Date(Date.now() - 3_600_000).toISOString())
        .replaceAll('<sub>', 'anna')
        .replaceAll('<event_id>', eventId);
    /** As an operator types it: rejects unless it ends with 0. */
    const run = async (command: string, cwd = root): Promise<string> => {
      for (const service of [system.server, system.notifier])
        writeFileSync(join(folder, service.name), service.output());
      const { PATH, HOME } = process.env;
      const env = { PATH: `${bin}:${PATH}`, HOME, ROOT: root, LOGS: folder, DATABASE_URL: system.database.url };
      return await new Promise((resolve, reject) => {
        execFile('bash', ['-e', '-o', 'pipefail', '-c', filled(command)], { cwd, env }, (error, stdout, stderr) => {
          if (error === null) resolve(stdout);
          else reject(new Error(`${command}\n${stdout}${stderr}`, { cause: error }));
        });
      });
    };

    const said = new Map<string, string>();
    const commands = inlineCommands(operations, 'npm run ').filter((command) => !ELSEWHERE.test(command));
    expect(commands.length).toBeGreaterThanOrEqual(11);
    for (const command of commands) {
      if (command === 'npm run rebuild') {
        const [sql] = blocksIn(operations).filter(({ language }) => language === 'sql');
        for (const line of sql?.lines ?? []) await system.database.query(line);
        expect(await system.database.query('select from server.delivery')).toEqual([]);
      }
      said.set(command, await run(command));
    }
    expect(said.get('npm run topics')).toContain('notifications.status: exists');
    expect(said.get('npm run dead-letters -- list')).toContain(`${topic}/0/0`);
    expect(said.get('npm run dead-letters -- show <place>')).toContain('parked@example.com');
    expect(said.get('npm run dead-letters -- redrive --again <place>')).toContain('is back in appointments.created');
    expect(said.get('npm run suppressions -- list')).toContain(dead);
    expect(said.get('npm run suppressions -- remove <address>')).toContain(`${dead} may be written to again`);
    expect(said.get('npm run republish -- --since <instant>')).toContain('done: 2 events');
    expect(said.get('npm run erase -- --user <sub>')).toContain('nothing is erased yet');
    await until('what was parked is sent', async () => (await system.mailsTo('parked@example.com')).length === 1);
    await until('the deliveries are there again', async () => {
      const rows = await system.database.query(
        "select from server.delivery where status in ('sent', 'delivered', 'failed')",
      );
      return rows.length >= 3;
    });

    for (const statement of inlineCommands(operations, 'select ')) await system.database.query(statement);
    const shell = [operations, security].flatMap(blocksIn).filter(({ language }) => language === 'sh');
    expect(shell.length).toBeGreaterThanOrEqual(6);
    for (const { lines } of shell) {
      const work = join(folder, 'work');
      const isOfFiles = lines.some((line) => line.startsWith('mkdir'));
      if (isOfFiles) mkdirSync(work);
      const output = await run(lines.join('\n'), isOfFiles ? work : root);
      if (lines.some((line) => line.includes('delivery failed'))) {
        expect(output).toContain('INVALID_RECIPIENT');
        for (const step of ['appointment booked', 'event published']) expect(output).toContain(step);
      }
      if (!isOfFiles) continue;
      const { secrets } = parse(readFileSync(join(root, 'ops', 'compose.secrets.yml'), 'utf8'));
      for (const name of Object.keys(secrets)) expect(existsSync(join(work, 'secrets', name)), name).toBe(true);
      const read = (name: string) => readFileSync(join(work, 'secrets', name), 'utf8').trim();
      expect(read('jwt_secret').length).toBeGreaterThanOrEqual(32);
      expect(new URL(read('database_url')).password).toBe(read('postgres_password'));
    }
    expect(await system.database.query("select from server.appointment where user_id = 'anna'")).toEqual([]);
    const calls = readFileSync(join(folder, 'calls'), 'utf8');
    for (const [, file = ''] of calls.matchAll(/-f (\S+)/g)) expect(existsSync(join(root, file)), file).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('every file and script that a command of the handbook names is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const page of [operations, security]) {
    for (const [, name = ''] of page.matchAll(/npm run (?:--\S+ )?([\w:-]+)/g)) expect(scripts).toHaveProperty([name]);
    for (const [, file = ''] of page.matchAll(/`((?:server|notifier|support)\/src\/\S+\.ts)`/g)) {
      expect(existsSync(join(root, file)), file).toBe(true);
    }
    for (const [, file = ''] of page.matchAll(/\bnode ((?:server|notifier)\/\S+\.ts)/g)) {
      expect(existsSync(join(root, file)), file).toBe(true);
    }
  }
});

it('every log line that an alert quotes is one that a service writes', () => {
  const sources = ['server', 'notifier', 'event-log', 'support', 'channels'].flatMap((workspace) =>
    readdirSync(join(root, workspace, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(root, workspace, 'src', file), 'utf8')),
  );
  const [, alerts = ''] = operations.split('\n## Alerts\n');
  const [section = ''] = alerts.split('\n## ');
  const code = [...section.matchAll(/(?<!`)`([^`]+)`/g)].map(([, text = '']) => text.replaceAll(/\s+/g, ' '));
  const quoted = code.filter(
    (text) => /^[A-Za-z’']+(?: [A-Za-z’':…]+){2,}$/.test(text) && !/^(?:npm|docker) /.test(text),
  );
  expect(quoted.length).toBeGreaterThanOrEqual(8);
  for (const line of quoted) {
    const start = line.split('…')[0]?.trim() ?? '';
    expect(
      sources.some((source) => source.includes(start)),
      line,
    ).toBe(true);
  }
});

it('inlineCommands reads alternatives and options as one command each', () => {
  const page = 'use `npm run a -- list \\| show <x> [--y]` or `npm run b [-- --z]`\nand `npm run\nc`, not `npx d`';
  expect(inlineCommands(page, 'npm run\\s')).toEqual([
    ...['npm run a -- list', 'npm run a -- show <x>', 'npm run a -- show <x> --y'],
    ...['npm run b', 'npm run b -- --z', 'npm run c'],
  ]);
});
