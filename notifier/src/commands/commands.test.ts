import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { appointmentCreated, startWorld, until, type World } from '../../testing/world.ts';

const CREATED = 'appointments.created';

async function run(world: World, command: string, ...args: string[]) {
  const file = new URL(`./${command}.ts`, import.meta.url).pathname;
  const env = { PATH: process.env.PATH ?? '', DATABASE_URL: world.database.url };
  const done = promisify(execFile)(process.execPath, [file, ...args], { env, timeout: 120_000 });
  const { stdout, stderr, code } = await done.then(
    (ended) => ({ ...ended, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
  return { stdout, stderr, code };
}

describe('the command dead-letters', () => {
  it('dead-letters lists what was parked, shows it as it came, and puts it back when its cause is fixed', async () => {
    await using world = await startWorld();
    const notifier = await world.startNotifier({ retentionDays: 1 });
    const event = appointmentCreated({ email: 'ann@example.com', occurredAt: new Date(Date.now() - 2 * 86_400_000) });
    await world.append(event);
    await world.log.append([{ topic: CREATED, key: 'k', value: new Uint8Array([0xff, 0x01]) }]);
    await world.finished(2);
    await until('two dead letters', () => world.deadLetters.length === 2);

    const places = [0, 1].map((position) => `${CREATED}.dead-letter/0/${position}`) as [string, string];
    const list = await run(world, 'dead-letters', 'list');
    expect(list.stdout).toMatch(new RegExp(`${places[0]}  .*  TOO_OLD  `));
    expect(list.stdout).toMatch(new RegExp(`${places[1]}  .*  NOT_JSON  `));
    expect(list.stdout).toContain('2 dead letters');
    expect((await run(world, 'dead-letters', 'show', places[1])).stdout).toContain('ff01  (2 bytes, not UTF-8)');

    await notifier[Symbol.asyncDispose]();
    await world.startNotifier();
    expect((await run(world, 'dead-letters', 'redrive', places[0])).stdout).toContain(`is back in ${CREATED}`);
    await world.finished(3);
    expect(world.statuses(event, 'email')).toEqual(['queued 1', 'sending 1', 'sent 1']);
  });

  it('dead-letters prints its usage, and names a place that is not there', async () => {
    await using world = await startWorld();
    expect(await run(world, 'dead-letters')).toMatchObject({ code: 2, stderr: expect.stringContaining('redrive') });
    const missing = await run(world, 'dead-letters', 'show', 'x/0/1');
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('x/0/1: there is no such dead letter') });
  });
});

describe('the command suppressions', () => {
  it('suppressions lists dead addresses, and forgets one', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave(() => ({ rcpt: '550 5.1.1 no such user' }));
    await world.append(appointmentCreated({ email: 'gone@example.com' }));
    await world.finished(1);
    await until('remembered', async () =>
      (await run(world, 'suppressions', 'list')).stdout.includes('email  gone@example.com  until '),
    );

    expect((await run(world, 'suppressions', 'remove', 'Gone@example.com')).stdout).toContain(
      'may be written to again',
    );
    expect((await run(world, 'suppressions', 'list')).stdout).toBe('');
    world.mail.behave(() => ({}));
    const next = appointmentCreated({ email: 'gone@example.com' });
    await world.append(next);
    await world.finished(2);
    expect(world.statuses(next, 'email')).toEqual(['queued 1', 'sending 1', 'sent 1']);
  });
});
