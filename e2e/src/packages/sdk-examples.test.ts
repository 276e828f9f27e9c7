/** The examples of the SDK's README, run as they stand there, by a stranger's project against the real product. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { magicRecipients } from '@belltower/dev/sms-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import { type System, startSystem } from '../testbed/system.ts';
import { type Consumer, createConsumer } from './consumer.ts';
import { nodesOnPath, type Program, startProgram } from './program.ts';

const README = new URL('../../../sdk/README.md', import.meta.url);
const EXAMPLES = ['book', 'watch', 'resume', 'staff', 'errors'] as const;
type Example = (typeof EXAMPLES)[number];

let system: System;
let consumer: Consumer;
const started = new AsyncDisposableStack();
const nodes = await nodesOnPath();

/** Each example by every Node that is here as JavaScript, and by ours as TypeScript. */
const ways = [
  ...nodes.map(({ version, path }) => ({ way: `JavaScript on Node ${version}`, node: path, ending: 'mjs' })),
  { way: 'TypeScript', node: process.execPath, ending: 'ts' },
];

beforeAll(async () => {
  [system, consumer] = await Promise.all([startSystem(), createConsumer(['sdk'], ['ws'])]);
  started.use(consumer);
  started.use(system);
  const page = await readFile(README, 'utf8');
  const examples = page.slice(page.indexOf('## Five examples'), page.indexOf('## What it promises'));
  const codes = [...examples.matchAll(/^```js\n(.*?)^```/gms)].map(([, code = '']) => code);
  expect(codes).toHaveLength(EXAMPLES.length);
  for (const [index, name] of EXAMPLES.entries()) {
    for (const ending of ['mjs', 'ts']) await consumer.write(`${name}.${ending}`, codes[index] ?? '');
  }
});
afterAll(() => started.disposeAsync());

function start(example: Example, { node, ending }: { node: string; ending: string }, caller: Caller): Program {
  return startProgram(node, consumer.folder, `${example}.${ending}`, {
    BELLTOWER_URL: `${system.server.url}/graphql`,
    BELLTOWER_TOKEN: caller.token,
    TOKEN_URL: `${system.server.url}/dev/token`,
  });
}

it.each([
  ['of Node', { module: 'nodenext', lib: 'es2023' }],
  ['of bundlers', { module: 'esnext', moduleResolution: 'bundler', lib: 'es2023,dom' }],
])('type-check by the rules %s', async (_, { lib, ...options }) => {
  const files = EXAMPLES.map((name) => `${name}.ts`);
  await consumer.typeCheck(files, { ...options, lib: lib.split(',') });
  await consumer.write('wrong.ts', "import { createBelltower } from '@belltower/sdk';\ncreateBelltower({ url: 1 });\n");
  await expect(consumer.typeCheck(['wrong.ts'], { ...options, lib: lib.split(',') })).rejects.toThrow(/TS2322|TS2345/);
});

describe.each(ways)('$way', (way) => {
  it('books', async () => {
    await using program = start('book', way, await callAs(system.server.url, `book ${way.way}`, 'customer'));
    expect(await program.ended).toBe('exit code 0');
    expect(program.lines()).toEqual([expect.stringMatching(/^booked [0-9a-f-]{36}$/), 'EMAIL QUEUED', 'SMS QUEUED']);
  });

  it('watches one appointment to the end', async () => {
    await using program = start('watch', way, await callAs(system.server.url, `watch ${way.way}`, 'customer'));
    expect(await program.ended).toBe('exit code 0');
    const statusesOf = (channel: string) =>
      program
        .lines()
        .filter((line) => line.startsWith(channel))
        .map((line) => line.trim());
    expect(statusesOf('EMAIL').slice(0, 3)).toEqual(['EMAIL QUEUED', 'EMAIL SENDING', 'EMAIL SENT']);
    expect(statusesOf('SMS').slice(0, 3)).toEqual(['SMS QUEUED', 'SMS SENDING', 'SMS SENT']);
  });

  it('resumes from the cursor it kept after it was killed, and misses nothing', async () => {
    const caller = await callAs(system.server.url, `resume ${way.way}`, 'customer');
    await rm(join(consumer.folder, 'cursor.txt'), { force: true });
    const whole = ['QUEUED', 'SENDING', 'SENT'];
    const statusesOf = (program: Program, id: string) =>
      program.lines().flatMap((line) => (line.startsWith(id) ? [line.split(' ')[1]] : []));

    await using first = start('resume', way, caller);
    await first.printed('began');
    const before = (await book(caller, { notify: { email: true } })).deliveries[0]?.id ?? '';
    await first.printed(`${before} SENT 1`);
    first.signal('SIGKILL');
    expect(await first.ended).toBe('signal SIGKILL');
    expect(statusesOf(first, before)).toEqual(whole);

    const meanwhile = (await book(caller, { notify: { email: true } })).deliveries[0]?.id ?? '';
    await using second = start('resume', way, caller);
    await second.printed(`${meanwhile} SENT 1`);
    second.signal('SIGINT');
    expect(await second.ended).toBe('exit code 0');
    expect(second.lines()[0]).toBe('resumed');
    expect(statusesOf(second, meanwhile)).toEqual(whole);
    expect(['', 'SENT']).toContain(statusesOf(second, before).join()); // killed before it kept the last cursor: that one again
  });

  it('sends a failure again to the corrected number, and notes the others', async () => {
    const desk = await callAs(system.server.url, 'desk', 'staff');
    const customer = await callAs(system.server.url, `staff ${way.way}`, 'customer');
    await using program = start('staff', way, desk);
    await program.printed('watching');
    const sms = { sms: true };
    const corrected = await book(customer, { phone: magicRecipients.invalid.number, notify: sms });
    await program.printed('SMS DELIVERED 2');
    const lost = await book(customer, { phone: magicRecipients.notMobile.number, notify: sms });
    await program.printed('SMS FAILED 1', 2);
    program.signal('SIGINT');
    expect(await program.ended).toBe('exit code 0');

    const query = 'query ($id: ID!) { delivery(id: $id) { status attempts acknowledgement { by note } } }';
    const now = async (id = '') => (await desk.data<{ delivery: unknown }>(query, { id })).delivery;
    expect(await now(corrected.deliveries[0]?.id)).toEqual({ status: 'DELIVERED', attempts: 2, acknowledgement: null });
    const acknowledgement = { by: 'desk', note: 'to be told by phone' };
    expect(await now(lost.deliveries[0]?.id)).toEqual({ status: 'FAILED', attempts: 1, acknowledgement });
  });

  it('fetches its token, and prints every issue of a refused input', async () => {
    await using program = start('errors', way, await callAs(system.server.url, 'nobody', 'customer'));
    expect(await program.ended).toBe('exit code 0');
    expect(program.lines()).toEqual([
      expect.stringMatching(/^input\.email ./),
      expect.stringMatching(/^input\.phone ./),
      'refused: graphql BAD_USER_INPUT',
    ]);
  });
});
