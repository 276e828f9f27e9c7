import { magicRecipients } from '@belltower/dev/sms-simulator';
import { describe, expect, it } from 'vitest';
import { appointmentCreated, startWorld, until } from '../../testing/world.ts';

describe('a send in doubt', () => {
  it('a send in doubt is resent once, with the same Message-ID, where the provider cannot be asked', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave((to) => (world.mail.attempts(to) === 1 ? { dot: 'RESET' } : {}));
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await world.finished(1);
    expect(world.statuses(event, 'email')).toEqual([
      'queued 1',
      'sending 1',
      'retrying 1 MAYBE_SENT',
      'sending 2',
      'sent 2',
    ]);
    expect(world.mail.accepted).toHaveLength(2);
    expect(new Set(world.mail.accepted.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('a send in doubt is given up when the resend is in doubt too', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave(() => ({ dot: 'RESET' }));
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await world.finished(1);
    expect(world.statuses(event, 'email')).toEqual([
      'queued 1',
      'sending 1',
      'retrying 1 MAYBE_SENT',
      'sending 2',
      'failed 2 MAYBE_SENT',
    ]);
    expect(world.mail.accepted).toHaveLength(2);
  });

  it('a send in doubt is resolved by asking the provider, which has it: nothing is resent', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const event = appointmentCreated({ sms: magicRecipients.lostAnswer.number });
    await world.append(event);
    await world.finished(1);
    expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'retrying 1 MAYBE_SENT', 'sent 1']);
    expect(world.sms.messages()).toHaveLength(1);
    const sent = world.changes().find(({ delivery }) => delivery.status === 'sent');
    expect(sent?.delivery.provider_message_id).toBe(world.sms.messages()[0]?.sid);
  });

  it('a send in doubt is resent once when the provider surely has none, and given up when that is in doubt too', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const event = appointmentCreated({ sms: magicRecipients.hungUp.number });
    await world.append(event);
    await world.finished(1);
    expect(world.statuses(event, 'sms')).toEqual([
      'queued 1',
      'sending 1',
      'retrying 1 MAYBE_SENT',
      'sending 2',
      'retrying 2 MAYBE_SENT',
      'failed 2 MAYBE_SENT',
    ]);
    expect(world.sms.messages()).toHaveLength(0);
  });

  it('a send left by a killed process is taken over only after its lease, reported as MAYBE_SENT, and resent once', async () => {
    await using world = await startWorld();
    const killable = await world.startKillableNotifier();
    world.mail.behave((to) => (world.mail.attempts(to) === 1 ? { dot: 'SILENCE' } : {}));
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await until('sending', () => world.mail.accepted.length === 1);
    await killable.kill();
    const killedAt = Date.now();

    await world.startNotifier();
    await world.finished(1);
    expect(Date.now() - killedAt).toBeGreaterThan(1_000); // the lease of 1.5 s was renewed at most 0.2 s before
    expect(world.statuses(event, 'email')).toEqual([
      'queued 1',
      'sending 1',
      'retrying 1 MAYBE_SENT',
      'sending 2',
      'sent 2',
    ]);
    expect(world.mail.accepted).toHaveLength(2);
    expect(new Set(world.mail.accepted.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('a send left by a killed process is resolved by asking, where the provider can be asked', async () => {
    await using world = await startWorld();
    const killable = await world.startKillableNotifier();
    const event = appointmentCreated({ sms: magicRecipients.late.number });
    await world.append(event);
    await until('sending', () => world.sms.messages().length === 1);
    await killable.kill();

    await world.startNotifier();
    await world.finished(1);
    expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'retrying 1 MAYBE_SENT', 'sent 1']);
    expect(world.sms.messages()).toHaveLength(1);
  });
});
