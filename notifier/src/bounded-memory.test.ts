/** What waits while a provider is away is bounded in sum: the notifier outlives a backlog much larger than its heap. */
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { expect, it } from 'vitest';
import { quickPolicy } from '../testing/config.ts';
import { appointmentCreated, startWorld, until } from '../testing/world.ts';

const MB = 1_048_576;
/** Against hangs only. */
const HANG_MS = 600_000;
const HEAP_MB = 64;
const EVENTS = 6_000;

/** How often reading had to wait for room, by the limit that was reached. */
async function countedAt(port: number) {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const read = (limit: string) =>
    Number(new RegExp(`^notifier_reading_full_total\\{limit="${limit}"\\} (\\d+)$`, 'm').exec(metrics)?.[1]);
  return { memory: read('memory'), span: read('span') };
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, n) => appointmentCreated({ email: `p${n}@example.com` }));

/** Attempts cost time and keep nothing: few of them. */
const slow = { ...quickPolicy, retry: { ...quickPolicy.retry, baseMs: 60_000, maxMs: 60_000 } };

it('a notifier whose unfinished events hold all the memory they may counts it, from 0 on', async () => {
  await using world = await startWorld();
  world.mail.behave(() => ({ rcpt: '451 4.3.0 try later' }));
  const { port } = await world.startNotifier({ policy: slow, maxUnfinishedBytes: 100_000 });
  expect(await countedAt(port)).toEqual({ memory: 0, span: 0 });
  await world.append(...numbered(100));
  await until('it to be counted', async () => (await countedAt(port)).memory > 0);
  expect((await countedAt(port)).span).toBe(0);
});

/** Without the limit (`maxUnfinishedBytes: 65_536 * MB`) it ends within seconds: "heap out of memory". */
it(
  'a notifier with a small heap outlives a backlog that does not fit into it while its provider is away',
  async () => {
    await using world = await startWorld({ partitions: 12 });
    await using link = await startTcpProxy({ target: { port: Number(new URL(world.mail.url).port) } });
    link.setFault({ kind: 'refuse' });
    const port = await world.freePort();
    const { email } = world.config;
    const change = { port, sms: null, email: email && { ...email, url: `smtp://127.0.0.1:${link.port}` } };
    const policy = { ...quickPolicy, retry: { ...quickPolicy.retry, baseMs: 4_000, maxMs: 8_000 } };
    const heap = [`--max-old-space-size=${HEAP_MB}`];
    const { ended } = await world.startKillableNotifier({ ...change, policy, maxUnfinishedBytes: 2 * MB }, heap);
    const died = ended.then((why) => Promise.reject(new Error(`the notifier ended: ${why}`)));
    const outlives = async () => {
      const events = numbered(EVENTS);
      for (let at = 0; at < EVENTS; at += 500) await world.append(...events.slice(at, at + 500));
      const isFull = async () => ((await countedAt(port).catch(() => null))?.memory ?? 0) > 0;
      await until('reading to wait for room', isFull, HANG_MS);
      const [row] = await world.database.query<{ taken: number }>(
        'SELECT count(*)::int AS taken FROM notifier.source_event',
      );
      const taken = row?.taken ?? 0;
      expect(taken).toBeLessThan(EVENTS);
      link.setFault({ kind: 'none' });
      const delivered = () => new Set(world.mail.accepted.map(({ to }) => to)).size;
      await until('more to be read and delivered', () => delivered() > taken + 100, HANG_MS);
    };
    await Promise.race([outlives(), died]);
  },
  HANG_MS,
);
