/** A third party's provider that keeps no rule: nothing is lost by it, nothing ends the notifier, and what it says can be stored and shown. */
import { deliveryIdOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { impatientPolicy } from '../../testing/config.ts';
import { appointmentCreated, startWorld, until } from '../../testing/world.ts';

const module = new URL('../../testing/odd-provider.ts', import.meta.url).pathname;
const limits = { ratePerSecond: 1_000, maxConcurrent: 100 };
const inDoubt = ['retrying 1 MAYBE_SENT', 'failed 2 MAYBE_SENT'];
const ends: Readonly<Record<string, readonly string[]>> = {
  'text-thrown': inDoubt,
  'nothing-thrown': inDoubt,
  rejected: inDoubt,
  nothing: inDoubt,
  garbage: inDoubt,
  silent: inDoubt,
  unreadable: inDoubt,
  'odd-refusal': ['failed 1 REJECTED'],
  'no-words': ['failed 1 REJECTED'],
  'odd-receipt': ['sent 1'],
};

describe('a provider that keeps no rule', () => {
  it('leaves each message in doubt, refused or sent, with texts that can be stored and shown', async () => {
    await using world = await startWorld();
    const { port } = await world.startNotifier({
      email: null,
      sms: null,
      plugged: { email: { module, environment: {}, limits } },
      publicUrl: 'https://clinic.example',
      policy: { ...impatientPolicy, sendDeadlineMs: 500 },
    });
    const events = Object.keys(ends).map((name) => appointmentCreated({ email: `${name}@example.com` }));
    const waiting = appointmentCreated({ email: 'odd-wait@example.com' });
    await world.append(...events, waiting);
    const nameOf = (event: (typeof events)[0]) => event.appointment.email?.split('@')[0] ?? '';
    await until('each has ended', () =>
      events.every((event) => world.statuses(event, 'email').at(-1) === ends[nameOf(event)]?.at(-1)),
    );
    for (const event of events) {
      const statuses = world.statuses(event, 'email').filter((status) => !/^(queued|sending)/.test(status));
      expect(statuses, nameOf(event)).toEqual(ends[nameOf(event)]);
    }
    await until('another attempt', () => world.statuses(waiting, 'email').includes('sending 2'));
    const said = world.changes().map(({ delivery }) => `${delivery.provider_message_id} ${delivery.error?.message}`);
    expect(said.filter((text) => !text.isWellFormed() || text.includes('\0') || text.length > 1_000)).toEqual([]);
    expect(said.join()).not.toContain('ann@example.com');
    expect(said.join()).toContain('it failed unexpectedly (no error, of a***@example.com)');

    const sent = events.find((event) => nameOf(event) === 'odd-receipt') ?? waiting;
    const path = `/callbacks/odd?delivery=${deliveryIdOf(sent.event_id, 'email')}&attempt=1`;
    const answerTo = async (body: string) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body })).status;
    };
    const odd = ['text-thrown', 'nothing-thrown', 'rejected', 'nothing', 'garbage', 'silent', 'unreadable'];
    expect(await Promise.all(odd.map(answerTo))).toEqual(odd.map(() => 503));
    expect(await answerTo('unsigned')).toBe(403);
    await until('it is recorded', async () => (await answerTo('odd-report')) === 204);
    await until('reported', () => world.statuses(sent, 'email').at(-1) === 'failed 1 UNDELIVERED');
    const longest = Math.max(...world.lines.map((line) => JSON.stringify(line).length));
    expect(longest).toBeLessThan(20_000);
    expect(world.lines.filter(({ msg }) => String(msg).includes('unexpected error in a delivery'))).toEqual([]);
  });
});
