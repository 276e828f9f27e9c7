import { magicRecipients } from '@belltower/dev/sms-simulator';
import { expect, it } from 'vitest';
import { appointmentCreated, retryOf, startWorld, until, type World } from '../../testing/world.ts';
import { republishStatuses } from '../ledger/republish-statuses.ts';
import { statusEventsOf } from '../report/status-events.ts';

/** What `npm run rebuild` does in the notifier's part. */
async function rebuild({ database, log }: World): Promise<void> {
  const eventsOf = (entry: Parameters<typeof statusEventsOf>[0] & { reports: Parameters<typeof statusEventsOf>[1] }) =>
    statusEventsOf(entry, entry.reports);
  await republishStatuses({ url: database.url, append: (records) => log.append(records), eventsOf });
}

it('a status event that comes again is equal to the first to the byte: live, on replay, by a callback, after a kill, by rebuild', async () => {
  await using world = await startWorld();
  const port = await world.freePort();
  const reachable = { port, publicUrl: `http://127.0.0.1:${port}` };
  const killable = await world.startKillableNotifier(reachable);
  world.mail.behave((to) => {
    if (to.startsWith('greylisted') && world.mail.attempts(to) === 1) {
      return { rcpt: `451 4.2.1 ${'not now \u{1F514} '.repeat(80)}` };
    }
    if (to.startsWith('nobody')) return { rcpt: '550 5.1.1 no such user' };
    return to.startsWith('doubt') && world.mail.attempts(to) === 1 ? { dot: 'RESET' } : {};
  });
  const nobody = appointmentCreated({ email: 'nobody@example.com' });
  const events = [
    appointmentCreated({ email: 'greylisted@example.com', sms: '+15555550123' }),
    appointmentCreated({ email: 'doubt@example.com', sms: magicRecipients.handsetOff.number }),
    appointmentCreated({ sms: magicRecipients.lostAnswer.number }),
    appointmentCreated({ sms: magicRecipients.late.number }),
    nobody,
  ];
  const ended = async (total: number) => {
    await until('every event is finished', async () => (await world.unfinished()) === 0);
    expect(await world.committed()).toBe(total);
  };
  await world.append(...events);
  await until('something was sent', () => world.changes().some(({ delivery }) => delivery.status === 'sent'));
  await rebuild(world); // in the middle of everything
  await killable.kill();
  await rebuild(world);
  await world.startNotifier(reachable);
  await ended(events.length);
  await until('the carrier refused one', () =>
    world.statuses(events[1] ?? nobody, 'sms').some((line) => line.includes('UNDELIVERED')),
  );
  const attempts = Math.max(...world.statuses(nobody, 'email').map((line) => Number(line.split(' ')[1]))); // the kill may have added one
  await world.append(retryOf(nobody, attempts, 'corrected@example.com'), ...events);
  await ended(2 * events.length);
  await until('retried', () => world.statuses(nobody, 'email').includes(`sent ${attempts + 1}`));
  await rebuild(world);
  await world.caughtUp();

  const values = new Map<string, string[]>();
  for (const { headers, value } of world.reports) {
    const id = headers.ce_id ?? '';
    values.set(id, [...(values.get(id) ?? []), Buffer.from(value).toString()]);
  }
  for (const repeats of values.values()) expect(new Set(repeats)).toEqual(new Set([repeats[0]]));
  expect([...values.values()].filter((repeats) => repeats.length > 2).length).toBeGreaterThan(10);
});
