import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { deadLetterOf, type EventLog, type LogRecord } from '@belltower/event-log';
import { deadLetterTopicOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { startWorld } from '../../testing/world.ts';

async function run(url: string, ...args: string[]) {
  const file = new URL('./dead-letters.ts', import.meta.url).pathname;
  const env = { PATH: process.env.PATH ?? '', DATABASE_URL: url };
  return await promisify(execFile)(process.execPath, [file, ...args], { env, cwd: '/' }).then(
    (ended) => ({ ...ended, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
}

/** Everything in a topic of one partition, once there are so many records. */
async function recordsOf(log: EventLog, topic: string, count: number): Promise<readonly LogRecord[]> {
  const found: LogRecord[] = [];
  const complete = Promise.withResolvers<void>();
  await using _reader = log.follow({
    topic,
    resumeAt: async (partitions) => new Map(partitions.map(({ partition, start }) => [partition, start])),
    async onBatch({ records }) {
      found.push(...records);
      if (found.length >= count) complete.resolve();
    },
  });
  await complete.promise;
  return found;
}

describe('the command dead-letters', () => {
  it('marks what it puts back, shows when that was, and does it again only when it is requested', async () => {
    await using world = await startWorld();
    const topic = deadLetterTopicOf('appointments.created');
    const origin = { topic: 'appointments.created', partition: 0, position: 7, headers: { ce_source: 'another' } };
    for (const key of ['one', 'two']) {
      const record = { ...origin, key, value: Buffer.from(`{"is": "${key}"}`) };
      await world.log.append([deadLetterOf(record, { topic, code: 'INVALID', reason: 'no event' })]);
    }
    const url = world.database.url;
    const [first, second] = [`${topic}/0/0`, `${topic}/0/1`];
    expect((await run(url, 'list')).stdout).not.toContain('redriven');

    expect((await run(url, 'redrive', first)).stdout).toBe(`${first} is back in appointments.created\n`);
    const { stdout } = await run(url, 'list');
    const lines = stdout.trim().split('\n');
    expect(lines[0]).toMatch(new RegExp(`^${first} .* INVALID  no event  redriven 20\\d\\d-\\S+Z$`));
    expect(lines[1]).toMatch(new RegExp(`^${second} .* no event$`));
    expect(lines.slice(2)).toEqual(['2 dead letters']);
    expect((await run(url, 'show', first)).stdout).toMatch(/\nkey: one\nredriven: 20\d\d-/);

    const refused = await run(url, 'redrive', first);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/was redriven at 20\d\d-\S+Z, and is left; redrive --again does it again/);
    const all = await run(url, 'redrive', '--all');
    expect(all).toMatchObject({ code: 0, stdout: `${second} is back in appointments.created\n` });
    expect((await run(url, 'redrive', '--again', first)).stdout).toContain(`${first} is back`);
    const back = await recordsOf(world.log, 'appointments.created', 3);
    expect(back.map(({ key, headers }) => [key, headers['redriven-from'], headers.ce_source])).toEqual([
      ['one', first, 'another'],
      ['two', second, 'another'],
      ['one', first, 'another'],
    ]);
    expect(await run(url, 'redrive', '--again')).toMatchObject({ code: 2 });
  });
});
