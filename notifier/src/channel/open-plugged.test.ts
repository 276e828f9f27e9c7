import type { Sms } from '@belltower/channels';
import { EnvironmentError } from '@belltower/support/settings';
import { describe, expect, it } from 'vitest';
import { openPlugged } from './open-plugged.ts';

const from = { variable: 'SMS_PROVIDER_FALLBACK', module: './acme.ts' };
const promised = { name: 'acme', channel: 'sms', lookUp: true } as const;
const channel = {
  name: 'sms',
  send: () => Promise.reject(new Error('no')),
  find: () => Promise.resolve(null),
  [Symbol.asyncDispose]: () => new Promise<void>(() => {}),
};

describe("opening a third party's channel", () => {
  it.each([
    ['never opens', () => new Promise(() => {}), 'open of "./acme.ts" failed: Error: it did not end within 50 ms'],
    ['throws no error', () => Promise.reject({ key: 'x' }), 'open of "./acme.ts" failed: a value of type object'],
    ['opens nothing', async () => undefined, 'a channel sms with find is expected of "./acme.ts", got no channel'],
    ['opens a half', async () => ({ name: 'sms', send: channel.send }), 'got no channel'],
    ['opens another channel', async () => ({ ...channel, name: 'email' }), 'got email with it'],
    ['cannot look up', async () => ({ ...channel, find: undefined }), 'got sms without it'],
  ])('ends the start with one sentence where it %s', async (_what, open, sentence) => {
    const opening = openPlugged(promised, from, 50, open);
    await expect(opening).rejects.toThrow(EnvironmentError);
    await expect(opening).rejects.toThrow(`SMS_PROVIDER_FALLBACK: ${sentence.startsWith('got') ? '' : sentence}`);
    await expect(opening).rejects.toThrow(sentence);
  });

  it('guards what it opened: a send that fails is in doubt, and disposing ends though the channel does not', async () => {
    const opened = await openPlugged(promised, from, 50, async () => channel);
    const message: Sms = { to: '+15555550123', body: 'Friday', reference: 'K7Q2ZD' };
    await expect(opened.send(message as never, AbortSignal.timeout(60_000))).rejects.toMatchObject({
      details: { kind: 'maybe-sent' },
      message: 'It may have been sent: it failed unexpectedly (Error: no).',
    });
    expect(await opened.find?.(message as never, new Date(), AbortSignal.timeout(60_000))).toBeNull();
    await opened[Symbol.asyncDispose]();
  });
});
