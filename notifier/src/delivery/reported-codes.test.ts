import { magicRecipients } from '@belltower/dev/sms-simulator';
import { type AppointmentCreated, deliveryIdOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { PUBLIC_URL, postCallback, signatureOf } from '../../testing/callback.ts';
import { appointmentCreated, startWorld, until, type World } from '../../testing/world.ts';

/** A booking whose SMS was accepted, which only the test reports on: the simulator cannot reach that URL. */
async function accepted(world: World, sms: string = magicRecipients.neverConfirmed.number) {
  const event = appointmentCreated({ sms });
  await world.append(event);
  await until('sent', () => world.statuses(event, 'sms').at(-1) === 'sent 1');
  return event;
}

async function report(port: number, event: AppointmentCreated, form: Readonly<Record<string, string>>) {
  const path = `/callbacks/twilio?delivery=${deliveryIdOf(event.event_id, 'sms')}&attempt=1`;
  const To = event.appointment.phone_e164 ?? '';
  expect(await postCallback(port, path, { MessageSid: 'SM1', To, ...form })).toBe(204);
}

const unregistered = { MessageStatus: 'undelivered', ErrorCode: '30034' };

describe('a code in a signed callback', () => {
  it.each([
    ['30034', false, /our sender is not registered .*\(30034\): US A2P 10DLC: message from an unregistered number$/],
    ['30032', false, /\(30032\): Toll-free number has not been verified$/],
    ['21656', false, /\(21656\): ContentVariables is invalid$/],
    ['30009', false, /\(30009\)/],
    ['30410', true, /\(30410\): Provider timeout error$/],
    ['30450', true, /blocked for 15 to 30 minutes \(30450\): Message delivery blocked$/],
    ['30099', true, /a reason that we do not know \(30099\)$/],
  ])('%s stands in the delivery’s error (retryable: %s) and in the log', async (ErrorCode, retryable, message) => {
    await using world = await startWorld();
    const { port } = await world.startNotifier({ publicUrl: PUBLIC_URL });
    const event = await accepted(world);
    await report(port, event, { MessageStatus: 'undelivered', ErrorCode });
    await world.caughtUp();
    const error = world.changes().at(-1)?.delivery.error;
    expect(error).toEqual({
      code: ErrorCode.startsWith('30') ? 'UNDELIVERED' : 'REJECTED',
      message: expect.stringMatching(message),
      retryable,
    });
    expect(world.lines.find(({ msg }) => msg === 'a callback changed a delivery')).toMatchObject({
      provider_code: ErrorCode,
      error,
    });
  });

  it('a code in a signed callback is logged even where it changes nothing, and where the delivery is not known', async () => {
    await using world = await startWorld();
    const { port } = await world.startNotifier({ publicUrl: PUBLIC_URL });
    const event = await accepted(world);
    await report(port, event, { MessageStatus: 'delivered' });
    await report(port, event, unregistered);
    await report(port, appointmentCreated({ sms: '+15555550123' }), { ...unregistered, ErrorCode: '30032' });
    const logged = world.lines.filter((line) => line.provider_code !== undefined && line.provider_code !== null);
    expect(logged.map(({ msg, provider_code: code }) => [msg, code])).toEqual([
      ['a callback changed nothing', '30034'],
      ['a callback about a delivery that is not in the ledger', '30032'],
    ]);
  });
});

describe('an account at fault that shows only in callbacks', () => {
  const openState = async (port: number) =>
    /notifier_breaker_open\{channel="sms"\} (\d)/.exec(
      await (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    )?.[1];

  it('an account at fault in callbacks raises an alarm, and stops the channel after two recipients, until a report shows that it works', async () => {
    await using world = await startWorld();
    const { port } = await world.startNotifier({ publicUrl: PUBLIC_URL });
    const bob = '+15005550177';
    const [first, second, early] = [await accepted(world), await accepted(world, bob), await accepted(world)];
    await report(port, first, unregistered);
    expect(await openState(port)).toBe('0');
    await report(port, second, unregistered);
    expect(await openState(port)).toBe('1');
    const alarmLines = world.lines.filter((line) => line.alarm === true);
    expect(alarmLines.map(({ msg }) => msg)).toEqual([
      ...Array(2).fill('the provider refused a message for a reason that needs a person'),
      "the channel's account or configuration is at fault: it is stopped, and probed",
    ]);
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain(
      'notifier_refusals_to_review_total{channel="sms"} 2\n',
    );
    for (const alarm of alarmLines) expect(alarm.error).toMatch(/\(30034\): US A2P 10DLC/);

    const parked = appointmentCreated({ sms: '+15005550178' });
    const probe = appointmentCreated({ sms: '+15005550179' });
    await world.append(parked, probe);
    await until('one waits', () =>
      world.changes().some(({ delivery }) => delivery.error?.code === 'PROVIDER_MISCONFIGURED'),
    );
    const waiting = world.changes().find(({ delivery }) => delivery.error?.code === 'PROVIDER_MISCONFIGURED');
    expect(waiting?.delivery.error?.message).toMatch(/^The channel is stopped, and probed: .*\(30034\)/);
    await report(port, early, { MessageStatus: 'delivered' });
    await until('the channel works', async () => (await openState(port)) === '0');
    for (const event of [parked, probe]) {
      await until('sent', () => /^sent/.test(world.statuses(event, 'sms').at(-1) ?? ''));
    }
  });
});

describe('where Twilio can call back', () => {
  it('a notifier whose token is rotated accepts callbacks signed by the one before, and by no other', async () => {
    await using world = await startWorld();
    const { sms } = world.config;
    if (sms === null) throw new Error('SMS are on in this world');
    const { port } = await world.startNotifier({
      publicUrl: PUBLIC_URL,
      sms: { ...sms, previousAuthToken: 'the one before' },
    });
    const event = await accepted(world);
    const path = `/callbacks/twilio?delivery=${deliveryIdOf(event.event_id, 'sms')}&attempt=1`;
    const form = { MessageSid: 'SM1', MessageStatus: 'delivered' };
    const answers = [];
    for (const token of ['another', 'the one before']) {
      answers.push(await postCallback(port, path, form, signatureOf(PUBLIC_URL + path, form, token)));
    }
    expect(answers).toEqual([403, 204]);
    await world.caughtUp();
    expect(world.statuses(event, 'sms').at(-1)).toBe('delivered 1');
  });

  it('a notifier says at start that Twilio cannot reach a PUBLIC_URL on this machine, and nothing of it for a simulator', async () => {
    await using world = await startWorld();
    const { sms } = world.config;
    if (sms === null) throw new Error('SMS are on in this world');
    const warnings = () => world.lines.filter(({ msg }) => /^Twilio cannot reach PUBLIC_URL/.test(String(msg)));
    const publicUrl = 'http://localhost:4001';
    await (await world.startNotifier({ publicUrl }))[Symbol.asyncDispose]();
    expect(warnings()).toEqual([]);
    await (await world.startNotifier({ publicUrl, sms: { ...sms, apiUrl: null } }))[Symbol.asyncDispose]();
    expect(warnings()).toMatchObject([{ public_url: publicUrl }]);
  });
});
