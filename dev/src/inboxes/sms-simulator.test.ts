import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { account, channelTo, never, sms, withSimulator } from './sms-simulator/with-simulator.ts';
import { magicRecipients, magicSenders, type SmsSimulator, startSmsSimulator } from './sms-simulator.ts';

describe('Twilio’s own SDK', () => {
  /** The SDK as it comes, only sent to another address. */
  function sdkFor(simulator: SmsSimulator, authToken = account.authToken) {
    const httpClient = new twilio.RequestClient();
    const original = httpClient.request.bind(httpClient);
    httpClient.request = (options) =>
      original({ ...options, uri: options.uri.replace('https://api.twilio.com', simulator.url) });
    return twilio(account.accountSid, authToken, { httpClient });
  }

  it('creates, fetches and lists messages, page by page', () =>
    withSimulator(async (simulator) => {
      const client = sdkFor(simulator);
      const created = await client.messages.create({ to: '+15555550123', from: '+15005550006', body: 'Größe 😀' });
      expect(created).toMatchObject({
        status: 'queued',
        body: 'Größe 😀',
        to: '+15555550123',
        numSegments: '1',
        errorCode: null,
      });
      expect(created.dateCreated).toBeInstanceOf(Date);

      const fetched = await client.messages(created.sid).fetch();
      expect(fetched.sid).toBe(created.sid);

      for (let n = 0; n < 4; n += 1)
        await client.messages.create({ to: '+15555550123', messagingServiceSid: 'MG1', body: `no. ${n}` });
      await client.messages.create({ to: '+15555550199', from: '+15005550006', body: 'another' });
      const listed = await client.messages.list({ to: '+15555550123', pageSize: 2 });
      expect(listed.map(({ body }) => body)).toEqual(['no. 3', 'no. 2', 'no. 1', 'no. 0', 'Größe 😀']);
    }));

  it('is refused with another token, another account and for a message that is not there', () =>
    withSimulator(async (simulator) => {
      await expect(sdkFor(simulator, 'wrong').messages.list()).rejects.toMatchObject({ status: 401, code: 20003 });
      await expect(sdkFor(simulator).messages('SM404').fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
      const other = await fetch(`${simulator.url}/2010-04-01/Accounts/AC1/Messages.json`, {
        headers: {
          authorization: `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`,
        },
      });
      expect(other.status).toBe(404);
    }));

  it.each([
    [{ to: '5550123' }, 21211],
    [{ body: '' }, 21602],
    [{ body: 'x'.repeat(1_601) }, 21617],
    [{ statusCallback: 'not a url' }, 21609],
    [{ validityPeriod: 36_001 }, 21623],
  ])('is refused a message with %j, with code %i', (wrong, code) =>
    withSimulator(async (simulator) => {
      const message = { to: '+15555550123', from: '+15005550006', body: 'hello', ...wrong };
      await expect(sdkFor(simulator).messages.create(message)).rejects.toMatchObject({ status: 400, code });
      expect(simulator.messages()).toEqual([]);
    }),
  );
});

describe('our channel', () => {
  it('sends, and finds what it sent by number and reference', () =>
    withSimulator(async (simulator) => {
      await using channel = channelTo(simulator);
      const since = new Date();
      const receipt = await channel.send(sms('+15555550123'), never);
      await expect(channel.find(sms('+15555550123'), since, never)).resolves.toMatchObject({
        providerMessageId: receipt.providerMessageId,
      });
      await expect(channel.find(sms('+15555550123', 'AAAAAA'), since, never)).resolves.toBeNull();
      await expect(channel.find(sms('+15555550124'), since, never)).resolves.toBeNull();
    }));

  it('finds a message whose answer was lost, and none that was never accepted', () =>
    withSimulator(async (simulator) => {
      await using channel = channelTo(simulator);
      const since = new Date();
      for (const { number } of [magicRecipients.lostAnswer, magicRecipients.hungUp]) {
        await expect(channel.send(sms(number), never)).rejects.toMatchObject({ details: { kind: 'maybe-sent' } });
      }
      await expect(channel.find(sms(magicRecipients.lostAnswer.number), since, never)).resolves.toMatchObject({
        provider: 'twilio',
      });
      await expect(channel.find(sms(magicRecipients.hungUp.number), since, never)).resolves.toBeNull();
    }));

  it('finds a message that was answered too late', () =>
    withSimulator(async (simulator) => {
      await using channel = channelTo(simulator, '+15005550006', 200);
      const message = sms(magicRecipients.late.number);
      await expect(channel.send(message, never)).rejects.toMatchObject({ details: { kind: 'maybe-sent' } });
      await expect(channel.find(message, new Date(Date.now() - 1_000), never)).resolves.not.toBeNull();
    }));

  it.each([
    ['invalid', 'INVALID_RECIPIENT'],
    ['unroutable', 'INVALID_RECIPIENT'],
    ['countryOff', 'REJECTED'],
    ['optedOut', 'RECIPIENT_OPTED_OUT'],
    ['notMobile', 'INVALID_RECIPIENT'],
    ['queueFull', 'RATE_LIMITED'],
    ['tooMany', 'RATE_LIMITED'],
    ['unavailable', 'PROVIDER_UNAVAILABLE'],
    ['suspended', 'PROVIDER_MISCONFIGURED'],
    ['broken', 'MAYBE_SENT'],
  ] as const)('is refused by the magic recipient "%s" as %s', (name, code) =>
    withSimulator(async (simulator) => {
      await using channel = channelTo(simulator);
      await expect(channel.send(sms(magicRecipients[name].number), never)).rejects.toMatchObject({ code });
      expect(simulator.messages()).toEqual([]);
    }),
  );

  it.each([
    ['invalid', '21212'],
    ['notOurs', '21606'],
    ['queueFull', '21611'],
  ] as const)('is refused with the magic sender "%s"', (name, providerCode) =>
    withSimulator(async (simulator) => {
      await using channel = channelTo(simulator, magicSenders[name].number);
      await expect(channel.send(sms('+15555550123'), never)).rejects.toMatchObject({ details: { providerCode } });
    }),
  );

  it.each(['tooManyTwice', 'unavailableTwice'] as const)(
    'is accepted by "%s" at the third attempt, each time',
    (name) =>
      withSimulator(async (simulator) => {
        await using channel = channelTo(simulator);
        const outcomes: string[] = [];
        for (let n = 0; n < 6; n += 1) {
          outcomes.push(
            await channel.send(sms(magicRecipients[name].number), never).then(
              () => 'accepted',
              () => 'refused',
            ),
          );
        }
        expect(outcomes).toEqual(['refused', 'refused', 'accepted', 'refused', 'refused', 'accepted']);
      }),
  );
});

describe('the page', () => {
  it('shows the messages, newest first and escaped, and every magic number', () =>
    withSimulator(async (simulator) => {
      await using channel = channelTo(simulator);
      await channel.send({ ...sms('+15555550123'), body: '<script>alert("1")</script> & K7Q2ZD' }, never);
      await channel.send({ ...sms('+15555550199'), body: 'the newer one' }, never);
      const response = await fetch(simulator.url);
      const html = await response.text();
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(html).toContain('&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; K7Q2ZD');
      expect(html).not.toContain('<script');
      expect(html.indexOf('the newer one')).toBeLessThan(html.indexOf('K7Q2ZD'));
      for (const { number } of Object.values(magicRecipients)) expect(html).toContain(number);
    }));

  it('has the same as JSON for programs, all or those to one number', () =>
    withSimulator(async (simulator) => {
      await using channel = channelTo(simulator);
      for (const to of ['+15555550123', '+15555550199']) await channel.send(sms(to), never);
      const all = await (await fetch(`${simulator.url}/messages`)).json();
      expect(all).toMatchObject([{ to: '+15555550199' }, { to: '+15555550123', body: sms('').body }]);
      const one = await (await fetch(`${simulator.url}/messages?to=%2B15555550123`)).json();
      expect(one).toMatchObject([{ to: '+15555550123' }]);
    }));

  it('takes no request of more than 64 KiB', () =>
    withSimulator(async (simulator) => {
      const response = await fetch(`${simulator.url}/2010-04-01/Accounts/${account.accountSid}/Messages.json`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`,
        },
        body: new URLSearchParams({ Body: 'x'.repeat(70_000) }),
      });
      expect(response.status).toBe(413);
    }));
});

it('the SMS simulator does what its user decides for each message, and reports an accepted one before it answers', async () => {
  const accepted: string[] = [];
  await using simulator = await startSmsSimulator({
    port: 0,
    ...account,
    behave: (_to, nth) =>
      nth === 1
        ? { kind: 'refuse', status: 400, code: 21408, message: 'not there' }
        : { kind: nth === 2 ? 'lose-answer' : 'deliver' },
    onAccept: ({ body }) => accepted.push(body),
  });
  const channel = channelTo(simulator);
  await expect(channel.send(sms('+15555550123', 'AAAAAA'), never)).rejects.toThrow();
  expect(accepted).toEqual([]);
  await expect(channel.send(sms('+15555550123', 'BBBBBB'), never)).rejects.toThrow();
  expect(accepted).toHaveLength(1);
  await channel.send(sms('+15555550123', 'CCCCCC'), never);
  expect(accepted).toHaveLength(2);
  expect(simulator.attempts('+15555550123')).toBe(3);
});
