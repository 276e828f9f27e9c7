import { magicRecipients } from '@belltower/dev/sms-simulator';
import { describe, expect, it } from 'vitest';
import { quickPolicy } from '../../testing/config.ts';
import { appointmentCreated, startWorld, until } from '../../testing/world.ts';

describe('refused deliveries', () => {
  it('a delivery that is refused for a while is retried, and each wait is reported', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave((to) => (world.mail.attempts(to) <= 2 ? { rcpt: '451 4.3.0 try later' } : {}));
    const event = appointmentCreated({ email: 'ann@example.com', sms: magicRecipients.unavailableTwice.number });
    await world.append(event);

    await world.finished(1);
    const thrice = [
      'queued 1',
      'sending 1',
      'retrying 1 PROVIDER_UNAVAILABLE',
      'sending 2',
      'retrying 2 PROVIDER_UNAVAILABLE',
    ];
    expect(world.statuses(event, 'email')).toEqual([...thrice, 'sending 3', 'sent 3']);
    expect(world.statuses(event, 'sms')).toEqual([...thrice, 'sending 3', 'sent 3']);
    const waits = world.changes().filter(({ delivery }) => delivery.status === 'retrying');
    for (const { delivery } of waits) expect(delivery.next_attempt_at).not.toBeNull();
  });

  it('a delivery that is refused for good fails at once, with the reason', async () => {
    await using world = await startWorld();
    const { port } = await world.startNotifier();
    world.mail.behave(() => ({ rcpt: '550 5.7.1 policy of ann@example.com' }));
    const event = appointmentCreated({ email: 'ann@example.com', sms: magicRecipients.optedOut.number });
    await world.append(event);

    await world.finished(1);
    expect(world.statuses(event, 'email')).toEqual(['queued 1', 'sending 1', 'failed 1 REJECTED']);
    expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'failed 1 RECIPIENT_OPTED_OUT']);
    const failed = world
      .changes()
      .find(({ delivery: { status, channel } }) => status === 'failed' && channel === 'email');
    expect(failed?.delivery.error?.message).not.toContain('ann@example.com');
    expect(failed?.delivery.error?.retryable).toBe(false);
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain('notifier_refusals_to_review_total{channel="email"} 1\n');
    expect(metrics).toContain('notifier_refusals_to_review_total{channel="sms"} 0\n');
  });

  it('a dead address is remembered, and nothing more is sent to it', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave(() => ({ rcpt: '550 5.1.1 no such user' }));
    const first = appointmentCreated({ email: 'gone@example.com' });
    await world.append(first);
    await world.finished(1);
    expect(world.statuses(first, 'email')).toEqual(['queued 1', 'sending 1', 'failed 1 INVALID_RECIPIENT']);

    const second = appointmentCreated({ email: 'Gone@example.com' });
    await world.append(second);
    await world.finished(2);
    expect(world.statuses(second, 'email')).toEqual(['queued 1', 'failed 1 INVALID_RECIPIENT']);
    expect(world.mail.attempts('gone@example.com')).toBe(1);
    expect(world.mail.attempts('Gone@example.com')).toBe(0);
  });

  it('a delivery that has not succeeded in time fails as expired', async () => {
    await using world = await startWorld();
    await world.startNotifier({ policy: { ...quickPolicy, retry: { ...quickPolicy.retry, giveUpAfterMs: 600 } } });
    world.mail.behave(() => ({ rcpt: '451 4.3.0 try later' }));
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await world.finished(1);
    expect(world.statuses(event, 'email').at(-1)).toMatch(/^failed \d+ EXPIRED$/);
    expect(world.mail.accepted).toHaveLength(0);
  });

  it('a delivery that waits holds up no other, and a dead mail server no SMS', async () => {
    await using world = await startWorld();
    const { email } = world.config;
    await world.startNotifier({
      maxWaiting: 5,
      email: email && { ...email, limits: { ...email.limits, maxConcurrent: 5 } },
    });
    world.mail.behave((to) => (to.startsWith('stuck') ? { rcpt: '451 4.3.0 try later' } : {}));
    const stuck = Array.from({ length: 30 }, (_, i) =>
      appointmentCreated({ email: `stuck${i}@example.com`, sms: `+1555555${1000 + i}` }),
    );
    const fine = appointmentCreated({ email: 'ann@example.com' });
    await world.append(...stuck, fine);

    // Not "at the first attempt": on a loaded machine one may take too long.
    await until('the others', () => world.statuses(fine, 'email').at(-1)?.startsWith('sent'));
    await until('every SMS', () => new Set(world.sms.messages().map(({ to }) => to)).size === 30);
    expect(await world.committed()).toBe(0);

    world.mail.behave(() => ({}));
    await world.finished(31);
    expect(new Set(world.mail.accepted.map(({ to }) => to)).size).toBe(31);
  });

  it('a later event of an appointment waits, on each channel, for the earlier one', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave((to) =>
      to === 'first@example.com' && world.mail.attempts(to) < 3 ? { rcpt: '451 4.3.0 try later' } : {},
    );
    const appointmentId = '77';
    const first = appointmentCreated({ appointmentId, email: 'first@example.com' });
    const second = appointmentCreated({ appointmentId, email: 'second@example.com' });
    await world.append(first, second);
    await world.finished(2);
    expect(world.mail.accepted.map(({ to }) => to)).toEqual(['first@example.com', 'second@example.com']);
  });

  it('a notifier that starts again keeps the time of a retry: it is not sent at once', async () => {
    await using world = await startWorld();
    const slow = { ...quickPolicy, retry: { ...quickPolicy.retry, baseMs: 60_000, maxMs: 60_000 } };
    const notifier = await world.startNotifier({ policy: slow });
    world.mail.behave(() => ({ rcpt: '451 4.3.0 try later' }));
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await until('waiting', () => world.statuses(event, 'email').at(-1) === 'retrying 1 PROVIDER_UNAVAILABLE');
    await notifier[Symbol.asyncDispose]();

    await world.database.query("UPDATE notifier.delivery SET next_attempt_at = now() + interval '1.5 seconds'");
    world.mail.behave(() => ({}));
    const before = Date.now();
    await world.startNotifier({ policy: slow });
    await world.finished(1);
    expect(Date.now() - before).toBeGreaterThan(1_000);
    expect(world.statuses(event, 'email').slice(-2)).toEqual(['sending 2', 'sent 2']);
  });
});

describe('an account at fault', () => {
  const fault = { rcpt: '550 5.1.8 sender address is bad' } as const;

  it('an account at fault stops its channel after two recipients, is probed with another delivery each time, and releases all once it works', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave(() => fault);
    const first = appointmentCreated({ email: 'a0@example.com' });
    await world.append(first);
    await until('the first fault', () => world.statuses(first, 'email').includes('retrying 1 PROVIDER_MISCONFIGURED'));
    const others = Array.from({ length: 8 }, (_, i) =>
      appointmentCreated({ email: `a${i + 1}@example.com`, sms: `+1555555200${i}` }),
    );
    await world.append(...others);

    await until('opened', () => world.lines.some(({ msg }) => String(msg).includes('it is stopped, and probed')));
    const words = 'our sender address was refused: 550 5.1.8 sender address is bad';
    expect(world.lines.find(({ alarm }) => alarm === true)).toMatchObject({ channel: 'email', error: words });
    await until('every SMS', () => world.sms.messages().length === 8);
    await until(
      'several probes',
      () => others.filter((event) => world.mail.attempts(event.appointment.email ?? '') > 0).length >= 5,
    );
    const firstRetries = () =>
      others.map((event) =>
        world
          .statuses(event, 'email')
          .filter((line) => line.startsWith('retrying 1 '))
          .join(),
      );
    await until('all reported', () => firstRetries().every((status) => status === 'retrying 1 PROVIDER_MISCONFIGURED'));

    world.mail.behave(() => ({}));
    await world.finished(9);
    expect(world.mail.accepted).toHaveLength(9);
  });

  it('an account at fault is also probed with a delivery that may go at once', async () => {
    await using world = await startWorld();
    await world.startNotifier({ policy: { ...quickPolicy, breaker: { firstProbeMs: 1, longestProbeMs: 1 } } });
    world.mail.behave((to) => (world.mail.attempts(to) < 3 ? fault : {}));
    await world.append(...Array.from({ length: 6 }, (_, i) => appointmentCreated({ email: `b${i}@example.com` })));
    await world.finished(6);
    expect(world.mail.accepted).toHaveLength(6);
  });

  it('a channel stays open to all when only one recipient is refused so', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave((to) => (to === 'bad@example.com' && world.mail.attempts(to) < 4 ? fault : {}));
    const bad = appointmentCreated({ email: 'bad@example.com' });
    await world.append(bad);
    await world.finished(1);
    expect(world.statuses(bad, 'email').at(-1)).toBe('sent 4');
    expect(world.lines.some(({ msg }) => String(msg).includes('it is stopped'))).toBe(false);
  });
});
