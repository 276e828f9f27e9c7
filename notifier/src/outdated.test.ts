import { describe, expect, it } from 'vitest';
import { cancelled, reminderDue, rescheduled } from '../testing/changes.ts';
import { quickPolicy } from '../testing/config.ts';
import { appointmentCreated, retryOf, startWorld, until, type World } from '../testing/world.ts';
import { openPostgresLedger } from './ledger/postgres-ledger.ts';

const CHANGED = 'appointments.changed';
/** Waits that no test could sit out: what goes on within them was woken. */
const slow = { policy: { ...quickPolicy, retry: { ...quickPolicy.retry, baseMs: 3_600_000, maxMs: 3_600_000 } } };

const subjects = ({ mail }: World) => mail.accepted.map(({ raw }) => /^Subject: (.*)$/m.exec(raw)?.[1]);

describe('what is old is not sent', () => {
  it('a change that comes first is sent, and the booking that comes late is skipped', async () => {
    await using world = await startWorld();
    const { port } = await world.startNotifier();
    const created = appointmentCreated({ email: 'ann@example.com', sms: '+15555550123' });
    const moved = rescheduled(created, 1);
    await world.append(moved);
    await world.finished(1, CHANGED);
    await world.append(created);
    await world.finished(1);
    for (const channel of ['email', 'sms'] as const) {
      expect(world.statuses(moved, channel)).toEqual(['queued 1', 'sending 1', 'sent 1']);
      expect(world.statuses(created, channel)).toEqual(['queued 1', 'skipped 1 SUPERSEDED']);
    }
    expect(world.mail.accepted).toHaveLength(1);
    const kinds = world.changes().map(({ delivery }) => `${delivery.kind} ${delivery.sequence}`);
    expect(new Set(kinds)).toEqual(new Set(['change 1', 'confirmation 0']));
    const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(page).toContain('notifier_skipped_total{channel="email",kind="confirmation",code="SUPERSEDED"} 1\n');
    expect(page).toContain('notifier_sent_total{channel="email",kind="change"} 1\n');
    expect(page).not.toMatch(/^notifier_failed_total.* [^0]/m);
  });

  it('a delivery that waits for its next attempt is skipped as soon as a change is there, even one that notifies nobody', async () => {
    await using world = await startWorld();
    await world.startNotifier(slow);
    world.mail.behave(() => ({ rcpt: '451 4.3.0 try later' }));
    const created = appointmentCreated({ email: 'ann@example.com' });
    await world.append(created);
    await until('it waits', () => world.statuses(created, 'email').length === 3);
    await world.append(cancelled(created, 1, false));
    await world.finished(1);
    await world.finished(1, CHANGED);
    expect(world.statuses(created, 'email').slice(2)).toEqual([
      'retrying 1 PROVIDER_UNAVAILABLE',
      'skipped 1 CANCELLED',
    ]);
    expect(world.mail.attempts('ann@example.com')).toBe(1);
  });

  it('deliveries that wait for a channel that is stopped are skipped as soon as a change is there', async () => {
    await using world = await startWorld();
    await world.startNotifier({
      policy: { ...slow.policy, breaker: { firstProbeMs: 3_600_000, longestProbeMs: 3_600_000 } },
    });
    world.mail.behave(() => ({ rcpt: '530 5.7.0 authentication required' }));
    const created = ['ann', 'bob', 'cyd', 'dan'].map((name) => appointmentCreated({ email: `${name}@example.com` }));
    await world.append(...created);
    const areParked = () =>
      created.every((one) => world.statuses(one, 'email').at(-1)?.endsWith('PROVIDER_MISCONFIGURED'));
    await until('all wait for the channel', areParked);
    await world.append(...created.map((one) => rescheduled(one, 1, false)));
    await world.finished(4);
    for (const one of created) expect(world.statuses(one, 'email').at(-1)).toBe('skipped 1 SUPERSEDED');
  });

  it('a booking that comes late does not wait behind the change that waits', async () => {
    await using world = await startWorld();
    await world.startNotifier(slow);
    world.mail.behave(() => ({ rcpt: '451 4.3.0 try later' }));
    const created = appointmentCreated({ email: 'ann@example.com' });
    const moved = rescheduled(created, 1);
    await world.append(moved);
    await until('it waits', () => world.statuses(moved, 'email').length === 3);
    await world.append(created);
    await world.finished(1);
    expect(world.statuses(created, 'email')).toEqual(['queued 1', 'skipped 1 SUPERSEDED']);
    expect(world.statuses(moved, 'email').at(-1)).toBe('retrying 1 PROVIDER_UNAVAILABLE');
  });

  it('a delivery that waits is skipped soon after another notifier has recorded a change', async () => {
    await using world = await startWorld();
    await world.startNotifier(slow);
    world.mail.behave(() => ({ rcpt: '451 4.3.0 try later' }));
    const created = appointmentCreated({ email: 'ann@example.com' });
    await world.append(created);
    await until('it waits', () => world.statuses(created, 'email').length === 3);
    await using ledger = await openPostgresLedger({
      url: world.database.url,
      lease: quickPolicy.lease,
      retentionDays: 90,
      bodyRetentionDays: 30,
    });
    const { event_id: eventId, appointment, sequence } = cancelled(created, 1, false);
    const { appointment_id: appointmentId } = appointment;
    const source = { eventId, appointmentId, sequence, isCancellation: true, body: Buffer.from('{}'), addresses: {} };
    await ledger.recordEvent(source);
    await world.finished(1);
    expect(world.statuses(created, 'email').at(-1)).toBe('skipped 1 CANCELLED');
  });

  it('an attempt in progress ends as it ends, and the change follows it', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const answer = Promise.withResolvers<string>();
    world.mail.behave(() => ({ dot: answer.promise }));
    const created = appointmentCreated({ email: 'ann@example.com' });
    await world.append(created);
    await until('it is being sent', () => world.mail.accepted.length === 1);
    const moved = rescheduled(created, 1);
    await world.append(moved);
    await until(
      'the change is recorded',
      async () => (await world.database.query('SELECT FROM notifier.appointment')).length === 1,
    );
    answer.resolve('250 2.0.0 ok');
    await world.finished(1);
    await world.finished(1, CHANGED);
    expect(world.statuses(created, 'email').at(-1)).toBe('sent 1');
    expect(world.statuses(moved, 'email').at(-1)).toBe('sent 1');
    expect(new Set(subjects(world)).size).toBe(2);
  });

  it('an attempt in doubt is not repeated once a change is there, and its end says that it may have been accepted', async () => {
    await using world = await startWorld();
    await world.startNotifier(slow);
    world.mail.behave((to) => (world.mail.attempts(to) === 1 ? { dot: 'CLOSE' } : {}));
    const created = appointmentCreated({ email: 'ann@example.com' });
    await world.append(created);
    await until('it is in doubt', () => world.statuses(created, 'email').at(-1) === 'retrying 1 MAYBE_SENT');
    const moved = rescheduled(created, 1);
    await world.append(moved);
    await world.finished(1);
    await world.finished(1, CHANGED);
    const last = world.changes().find(({ delivery }) => delivery.status === 'skipped');
    expect(last?.delivery.error?.message).toContain('An earlier attempt may have been accepted.');
    expect(world.statuses(moved, 'email').at(-1)).toBe('sent 1');
  });

  it('a reminder is sent if it is of the sequence that holds, and not of an older one or a cancelled appointment, even to a dead address', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const created = appointmentCreated({ email: 'ann@example.com' });
    const gone = appointmentCreated({ email: 'gone@example.com' });
    const [moved, due, early] = [rescheduled(created, 1), reminderDue(created, 1), reminderDue(created, 0)];
    const end = cancelled(created, 2);
    await world.append(created);
    await world.finished(1);
    for (const [before, event] of [moved, due, early, end].entries()) {
      await world.append(event);
      await world.finished(before + 1, CHANGED);
    }
    await world.append(reminderDue(created, 2), reminderDue(created, 1));
    world.mail.behave(() => ({ rcpt: '550 5.1.1 no such user' }));
    const dead = appointmentCreated({ email: 'gone@example.com' });
    await world.append(dead);
    await world.finished(2);
    const reminder = reminderDue(gone, 1);
    await world.append(cancelled(gone, 1, false), reminder);
    await world.finished(8, CHANGED);
    expect(world.statuses(due, 'email').at(-1)).toBe('sent 1');
    expect(world.statuses(early, 'email').at(-1)).toBe('skipped 1 SUPERSEDED');
    expect(world.statuses(end, 'email').at(-1)).toBe('sent 1');
    expect(world.statuses(dead, 'email').at(-1)).toBe('failed 1 INVALID_RECIPIENT');
    expect(world.statuses(reminder, 'email').at(-1)).toBe('skipped 1 CANCELLED');
    const skipped = world.changes().filter(({ delivery }) => delivery.status === 'skipped');
    expect(skipped.map(({ delivery }) => delivery.error?.code)).toEqual([
      'SUPERSEDED',
      'CANCELLED',
      'CANCELLED',
      'CANCELLED',
    ]);
  });

  it('two events of one sequence are both sent, and so is one of a higher sequence after a cancellation', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const created = appointmentCreated({ email: 'ann@example.com' });
    const events = [
      rescheduled(created, 7),
      rescheduled(created, 7),
      cancelled(created, 8),
      rescheduled(created, 1_000_000),
    ];
    for (const event of events) {
      await world.append(event);
      await world.finished(events.indexOf(event) + 1, CHANGED);
      expect(world.statuses(event, 'email').at(-1)).toBe('sent 1');
    }
  });

  it('a cancellation of an appointment that is past is not sent: it is expired', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const past = cancelled(appointmentCreated({ email: 'ann@example.com', time: new Date(Date.now() - 1_000) }), 1);
    await world.append(past);
    await world.finished(1, CHANGED);
    expect(world.statuses(past, 'email')).toEqual(['queued 1', 'failed 1 EXPIRED']);
  });

  it('a reminder that nobody read in time is sent if it still helps, and else skipped: that is no failure', async () => {
    await using world = await startWorld();
    const { port } = await world.startNotifier();
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const events = [
      { ahead: 25, late: 12, ends: 'skipped 1 EXPIRED' },
      { ahead: 25, late: 1, ends: 'sent 1' }, // it was meant to come so shortly before
      { ahead: 45, late: 600, ends: 'sent 1' },
      { ahead: -1, late: 2, ends: 'skipped 1 EXPIRED' },
    ].map(({ ahead, late, ends }, index) => {
      const created = appointmentCreated({ email: `${index}@example.com`, time: new Date(minutesAgo(-ahead)) });
      return { event: { ...reminderDue(created, 0), occurred_at: minutesAgo(late) }, ends };
    });
    await world.append(...events.map(({ event }) => event));
    await world.finished(events.length, CHANGED);
    for (const { event, ends } of events) expect(world.statuses(event, 'email').at(-1)).toBe(ends);
    expect(world.mail.accepted).toHaveLength(2);
    const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(page).toContain('notifier_skipped_total{channel="email",kind="reminder",code="EXPIRED"} 2\n');
    expect(page).not.toMatch(/^notifier_failed_total.* [^0]/m);
  });

  it('a retry of a failed delivery that is old by now ends as skipped', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave((to) => (world.mail.attempts(to) === 1 ? { rcpt: '550 5.7.1 policy' } : {}));
    const created = appointmentCreated({ email: 'ann@example.com' });
    await world.append(created);
    await world.finished(1);
    const moved = rescheduled(created, 1);
    await world.append(moved);
    await world.finished(1, CHANGED);
    for (const after of [1, 2]) await world.append(retryOf(created, after));
    await world.finished(2, 'notifications.retry-requested');
    expect(world.statuses(created, 'email').slice(2)).toEqual([
      'failed 1 REJECTED',
      'queued 2',
      'skipped 2 SUPERSEDED',
    ]);
    expect(world.mail.accepted).toHaveLength(1);
  });

  it('a change whose delivery failed is retried with what the change said', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave((to) => (world.mail.attempts(to) === 1 ? { rcpt: '550 5.7.1 policy' } : {}));
    const moved = rescheduled(appointmentCreated({ email: 'ann@example.com' }), 1);
    await world.append(moved);
    await world.finished(1, CHANGED);
    await world.append(retryOf(moved, 1));
    await world.finished(1, 'notifications.retry-requested');
    expect(world.statuses(moved, 'email').at(-1)).toBe('sent 2');
    expect(subjects(world)).toHaveLength(1);
  });

  it('an event of the topic that cannot be read, or has the id of another, is parked, and the next one is sent', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const created = appointmentCreated({ email: 'ann@example.com' });
    await world.append(created);
    await world.finished(1);
    const reused = { ...cancelled(created, 1), event_id: created.event_id };
    const unnamed = { ...rescheduled(created, 1), event_type: 'appointments.unheard-of' };
    await world.log.append([{ topic: CHANGED, key: 'k', value: JSON.stringify(unnamed) }]);
    await world.append(reused, rescheduled(created, 1));
    await world.finished(3, CHANGED);
    const silent = rescheduled(created, 2, false);
    await world.append(silent, silent, { ...cancelled(created, 3), event_id: silent.event_id });
    await world.finished(6, CHANGED);
    await until('all are parked', () => world.changesParked.length === 3);
    const letters = world.changesParked;
    const codes = ['INVALID', 'EVENT_ID_REUSED', 'EVENT_ID_REUSED'];
    expect(letters.map(({ headers }) => headers['dead-letter-code'])).toEqual(codes);
    expect(letters[0]?.headers['dead-letter-reason']).toContain('event_type');
    expect(world.mail.accepted).toHaveLength(2);
  });
});
