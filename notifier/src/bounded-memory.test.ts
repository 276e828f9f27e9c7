/** What waits while a provider is away is bounded in sum, and it is counted when reading has to wait for that. */
import { expect, it } from 'vitest';
import { quickPolicy } from '../testing/config.ts';
import { appointmentCreated, startWorld, until } from '../testing/world.ts';

it('a notifier whose unfinished events hold all the memory they may counts it, from 0 on', async () => {
  await using world = await startWorld();
  world.mail.behave(() => ({ rcpt: '451 4.3.0 try later' }));
  const slow = { ...quickPolicy, retry: { ...quickPolicy.retry, baseMs: 60_000, maxMs: 60_000 } };
  const { port } = await world.startNotifier({ policy: slow, maxUnfinishedBytes: 100_000 });
  const counted = async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return ['memory', 'span'].map((limit) =>
      Number(new RegExp(`^notifier_reading_full_total\\{limit="${limit}"\\} (\\d+)$`, 'm').exec(metrics)?.[1]),
    );
  };
  expect(await counted()).toEqual([0, 0]);
  await world.append(...Array.from({ length: 100 }, (_, n) => appointmentCreated({ email: `p${n}@example.com` })));
  await until('it to be counted', async () => ((await counted())[0] ?? 0) > 0);
  expect((await counted())[1]).toBe(0);
});
