import { describe, expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.ts';
import type { HttpReply } from '../testing/scripted-http-server.ts';
import { accountSid, never, sms, withChannel } from '../testing/twilio-channel-to.ts';

const since = new Date('2026-02-13T17:00:00.900Z');

function listOf(...messages: readonly { sid: string; body: string; created: string }[]) {
  return { messages: messages.map(({ sid, body, created }) => ({ sid, body, date_created: created })), page_size: 100 };
}

describe('the look-up of an SMS', () => {
  it('searches by number only, and finds the message with the reference', () =>
    withChannel(
      () => ({
        status: 200,
        body: listOf(
          { sid: 'SM3', body: 'Clinic: another. Ref AAAAAA', created: 'Fri, 13 Feb 2026 17:01:00 +0000' },
          { sid: 'SM2', body: 'Clinic: Friday, 10:00. Ref K7Q2ZD', created: 'Fri, 13 Feb 2026 17:00:00 +0000' },
        ),
      }),
      async ({ channel, server }) => {
        const receipt = await channel.find(sms, since, never);
        expect(receipt).toEqual({
          provider: 'twilio',
          providerMessageId: 'SM2',
          acceptedAt: new Date('2026-02-13T17:00:00Z'),
        });
        expect(server.requests).toHaveLength(1);
        expect(server.requests[0]).toMatchObject({
          method: 'GET',
          path: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
        });
        expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({ To: '+15555550123', PageSize: '100' });
      },
    ));

  it('takes the message with its text, whatever else has the reference, and none where another one of the appointment has it', () =>
    withChannel(
      () => ({
        status: 200,
        body: listOf(
          { sid: 'SM3', body: 'Clinic: tomorrow, 10:00. Ref K7Q2ZD', created: 'Fri, 13 Feb 2026 17:02:00 +0000' },
          { sid: 'SM2', body: 'Clinic – Friday, 10:00. Ref K7Q2ZD', created: 'Fri, 13 Feb 2026 17:00:00 +0000' },
        ),
      }),
      async ({ channel }) => {
        await expect(channel.find(sms, since, never)).resolves.toMatchObject({ providerMessageId: 'SM2' });
        const moved = { ...sms, body: 'Clinic: moved to Friday, 12:00. Ref K7Q2ZD' };
        await expect(channel.find(moved, since, never)).resolves.toBeNull();
      },
    ));

  it('finds a message that begins with the sentence of a trial account', () =>
    withChannel(
      () => ({
        status: 200,
        body: listOf({
          sid: 'SM2',
          body: `Sent from your Twilio trial account - ${sms.body}`,
          created: 'Fri, 13 Feb 2026 17:00:00 +0000',
        }),
      }),
      async ({ channel }) => {
        await expect(channel.find(sms, since, never)).resolves.toMatchObject({ providerMessageId: 'SM2' });
      },
    ));

  it('is null when none has the reference, or only one from before the claim', () =>
    withChannel(
      () => ({
        status: 200,
        body: listOf(
          { sid: 'SM1', body: 'Ref K7Q2ZD', created: 'Fri, 13 Feb 2026 16:59:00 +0000' },
          { sid: 'SM0', body: 'Ref BBBBBB', created: 'Fri, 13 Feb 2026 17:05:00 +0000' },
        ),
      }),
      async ({ channel }) => {
        await expect(channel.find(sms, since, never)).resolves.toBeNull();
      },
    ));

  it('reads no second page', () =>
    withChannel(
      () => ({
        status: 200,
        body: {
          ...listOf(
            ...Array.from({ length: 100 }, (_, n) => ({
              sid: `SM${n}`,
              body: 'no',
              created: 'Fri, 13 Feb 2026 17:05:00 +0000',
            })),
          ),
          next_page_uri: '/2010-04-01/next',
        },
      }),
      async ({ channel, server }) => {
        await expect(channel.find(sms, since, never)).resolves.toBeNull();
        expect(server.requests).toHaveLength(1);
      },
    ));

  const failing: readonly [HttpReply, string][] = [
    [{ status: 500, body: 'oops' }, 'PROVIDER_UNAVAILABLE'],
    [{ status: 503, body: { code: 20503, message: 'later' } }, 'PROVIDER_UNAVAILABLE'],
    [{ status: 429, body: { code: 20429, message: 'slower' } }, 'RATE_LIMITED'],
    [{ status: 400, body: { code: 21211, message: 'bad' } }, 'PROVIDER_UNAVAILABLE'],
    [{ status: 401, body: { code: 20003, message: 'Authenticate' } }, 'PROVIDER_MISCONFIGURED'],
    [{ status: 200, body: '<html>' }, 'PROVIDER_MISCONFIGURED'],
    [{ status: 200, body: {} }, 'PROVIDER_UNAVAILABLE'],
    [{ status: 200, body: { messages: [{ sid: 'SM1' }] } }, 'PROVIDER_UNAVAILABLE'],
    ['SILENCE', 'PROVIDER_UNAVAILABLE'],
    ['RESET', 'PROVIDER_UNAVAILABLE'],
    ['HALF', 'PROVIDER_UNAVAILABLE'],
  ];
  it.each(failing)('throws when the look-up fails, and never says "not sent": %j', (reply, code) =>
    withChannel(
      () => reply,
      async ({ channel }) => {
        const error = await failureOf(channel.find(sms, since, never));
        expect(error).toMatchObject({ code, retryable: true });
        expect(error.message).toMatch(/^Twilio could not be asked: /);
      },
      { deadlineMs: 150 },
    ),
  );
});
