import { describe, expect, it } from 'vitest';
import { judge } from './checks.ts';
import type { RequestedAppointment, Step } from './observed.ts';
import { appointment, broken, CREATED, history, mail, observe, refused, text } from './sample-run.ts';

describe('the promises', () => {
  it('hold for a run in which everything was sent once', () => {
    expect(judge(observe())).toEqual({
      violations: [],
      deliveries: 2,
      failed: 0,
      repeats: 0,
      repeatsOfSms: 0,
      explained: 0,
      skipped: 0,
      reminded: 0,
      overtaken: 0,
    });
  });

  it('(a) is broken by a booked delivery that was neither accepted nor failed with a reason', () => {
    expect(broken({ accepts: [text] })).toEqual(['a mail']);
    const failed = [
      ...history('mail', 'queued 1', 'sending 1', 'failed 1 REJECTED'),
      ...history('text', 'queued 1', 'sending 1', 'sent 1'),
    ];
    expect(broken({ accepts: [text], history: failed })).toEqual([]);
    const speechless = failed.map((step) => ({ ...step, errorCode: null }));
    expect(broken({ accepts: [text], history: speechless })).toEqual(['a mail']);
  });

  it('(b) is broken by an accept for a refused booking, for nobody, or on a channel that was not asked for', () => {
    expect(broken({ accepts: [mail(), text, mail({ address: refused.email })] })).toEqual(['b mail']);
    expect(broken({ accepts: [mail(), text, mail({ address: 'stranger@example.com' })] })).toEqual(['b mail']);
    const mailOnly: RequestedAppointment = {
      ...appointment,
      channels: ['email'],
      outcome: { kind: 'booked', appointmentId: 'appointment', deliveries: [{ id: 'mail', channel: 'email' }] },
    };
    expect(broken({ appointments: [mailOnly] })).toEqual(['b text']);
    const strange = mail({ deliveryId: 'text' });
    expect(broken({ accepts: [mail(), text, strange] })).toEqual(['b text']);
  });

  it('(b) allows an accept for a booking whose answer never came', () => {
    expect(broken({ appointments: [{ ...appointment, outcome: { kind: 'unanswered' } }] })).toEqual([]);
  });

  it('(c) is broken by a repeat without MAYBE_SENT, by a second repeat, and by one that is another message', () => {
    const doubted = [
      ...history('mail', 'queued 1', 'sending 1', 'retrying 1 MAYBE_SENT', 'sending 2', 'sent 2'),
      ...history('text', 'queued 1', 'sending 1', 'sent 1'),
    ];
    expect(broken({ accepts: [mail(), mail(), text] })).toEqual(['c mail']);
    expect(broken({ accepts: [mail(), mail(), text], history: doubted })).toEqual([]);
    expect(broken({ accepts: [mail(), mail(), mail(), text], history: doubted })).toEqual(['c mail']);
    expect(broken({ accepts: [mail(), mail({ identity: '<2@belltower>' }), text], history: doubted })).toEqual([
      'c mail',
    ]);
    expect(judge(observe({ accepts: [mail(), mail(), text], history: doubted }))).toMatchObject({
      repeats: 1,
      repeatsOfSms: 0,
      explained: 1,
    });
  });

  it('(d) is broken by a commit that was seen before the event was finished', () => {
    expect(broken({ commits: [{ ...CREATED, committed: 1, at: 2 }] })).toEqual([]);
    expect(broken({ commits: [{ ...CREATED, committed: 1, at: 1 }] })).toEqual(['d mail', 'd text']);
    expect(broken({ commits: [{ ...CREATED, partition: 1, committed: 1, at: 1 }] })).toEqual([]);
  });

  it('(e) is broken by a delivery that never becomes terminal, that goes on after it, or that goes back', () => {
    const text = history('text', 'queued 1', 'sending 1', 'sent 1');
    for (const steps of [
      ['queued 1', 'sending 1'],
      ['queued 1', 'sending 1', 'sent 1', 'sending 2', 'sent 2'],
      ['queued 1', 'sending 2', 'sent 2', 'failed 1 UNDELIVERED'],
    ]) {
      expect(broken({ history: [...history('mail', ...steps), ...text] })).toContain('e mail');
    }
    expect(
      broken({ history: [...history('mail', 'queued 1', 'sending 1', 'sent 1', 'delivered 1'), ...text] }),
    ).toEqual([]);
  });

  it('(e) is broken by a subscriber that misses a change, gets one twice, in another order, or sees what is not its own', () => {
    const whole = observe().history;
    const streams = (changes: readonly Step[], user: string | null = null) => [
      { name: 'one', user, changes, reconnects: 0, refusals: [] },
    ];
    expect(broken({ streams: streams(whole.slice(1)) })).toEqual(['e mail']);
    expect(broken({ streams: streams([...whole, ...whole.slice(-1)]) })).toEqual(['e text']);
    expect(broken({ streams: streams(whole.toReversed()) })).toEqual(['e text', 'e mail'].sort());
    expect(broken({ streams: streams(whole, 'anna') })).toEqual([]);
    expect(broken({ streams: streams(whole, 'bela') })).toEqual(['e mail', 'e text']);
    expect(
      broken({ streams: [{ name: 'one', user: null, changes: whole, reconnects: 0, refusals: ['CURSOR_EXPIRED'] }] }),
    ).toEqual(['e null']);
  });

  it('(f) is broken by a run that did not come to an end', () => {
    expect(broken({ settledMs: null, unsettled: 'lag 3' })).toEqual(['f null']);
  });
});
