import dns from 'node:dns';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { failureOf } from '../testing/failure-of.ts';
import { type HttpReply, startScriptedHttpServer } from '../testing/scripted-http-server.ts';
import { accountSid, never, sms, withChannel } from '../testing/twilio-channel-to.ts';
import { createTwilioChannel } from './twilio-channel.ts';

const accepted: HttpReply = { status: 201, body: { sid: 'SM1', status: 'queued' } };

describe('a send by Twilio', () => {
  it('posts one authenticated form on a connection of its own and resolves with the receipt', () =>
    withChannel(
      () => accepted,
      async ({ channel, server }) => {
        const receipt = await channel.send(
          { ...sms, validityS: 7_200.9, callbackUrl: 'https://a.test/callbacks/twilio?delivery=1' },
          never,
        );
        expect(receipt).toMatchObject({ provider: 'twilio', providerMessageId: 'SM1' });
        const [request] = server.requests;
        expect(request).toMatchObject({ method: 'POST', path: `/2010-04-01/Accounts/${accountSid}/Messages.json` });
        expect(request?.headers).toMatchObject({
          authorization: `Basic ${Buffer.from(`${accountSid}:the-token`).toString('base64')}`,
          connection: 'close',
          'content-type': 'application/x-www-form-urlencoded',
        });
        expect(Object.fromEntries(request?.form ?? [])).toEqual({
          To: '+15555550123',
          From: '+15005550006',
          Body: sms.body,
          ValidityPeriod: '7200',
          StatusCallback: 'https://a.test/callbacks/twilio?delivery=1#rc=5&rp=all',
        });
      },
    ));

  it('names the messaging service instead of a number when that is the sender', () =>
    withChannel(
      () => accepted,
      async ({ channel, server }) => {
        await channel.send(sms, never);
        expect(server.requests[0]?.form.get('MessagingServiceSid')).toBe('MG1');
        expect(server.requests[0]?.form.has('From')).toBe(false);
      },
      { sender: { messagingServiceSid: 'MG1' } },
    ));

  it.each([
    [50_000, '36000'],
    [0, '1'],
    [-5, '1'],
  ])('keeps a validity of %i s within what Twilio takes', (validityS, sent) =>
    withChannel(
      () => accepted,
      async ({ channel, server }) => {
        await channel.send({ ...sms, validityS }, never);
        expect(server.requests[0]?.form.get('ValidityPeriod')).toBe(sent);
      },
    ),
  );

  it('keeps the path of an API behind a proxy', () =>
    withChannel(
      () => accepted,
      async ({ server }) => {
        await using channel = createTwilioChannel({
          accountSid,
          authToken: 't',
          sender: { from: '+15005550006' },
          apiUrl: `${server.url}/twilio/`,
        });
        await channel.send(sms, never);
        expect(server.requests[0]?.path).toBe(`/twilio/2010-04-01/Accounts/${accountSid}/Messages.json`);
      },
    ));

  it('is never repeated by the channel itself', () =>
    withChannel(
      () => ({ status: 429, body: { code: 20429, message: 'Too many requests' } }),
      async ({ channel, server }) => {
        await failureOf(channel.send(sms, never));
        expect(server.requests).toHaveLength(1);
      },
    ));

  it('is maybe sent when the caller aborts after the request left, and the request is cancelled', () =>
    withChannel(
      () => 'SILENCE',
      async ({ channel, server }) => {
        const caller = new AbortController();
        const failure = failureOf(channel.send(sms, caller.signal));
        while (server.requests.length === 0) await turn();
        caller.abort();
        expect((await failure).details.kind).toBe('maybe-sent');
      },
    ));

  it('is surely not sent when the caller aborted before', () =>
    withChannel(
      () => accepted,
      async ({ channel, server }) => {
        expect((await failureOf(channel.send(sms, AbortSignal.abort()))).details.kind).toBe('retry');
        expect(server.requests).toEqual([]);
      },
    ));

  it('repeats neither the number nor the token in its error, and keeps no cause that does', () =>
    withChannel(
      () => ({
        status: 400,
        body: { code: 21211, message: "The 'To' number +15555550123 is not valid; the-token\u0000" },
      }),
      async ({ channel }) => {
        const error = await failureOf(channel.send(sms, never));
        expect(error.message).toBe(
          "not a number that can receive SMS (21211): The 'To' number +1555***0123 is not valid; ***",
        );
        expect(error.cause).toBeUndefined();
      },
    ));

  it('is finished before the channel is disposed', () =>
    withChannel(
      () => accepted,
      async ({ channel }) => {
        let sent = false;
        const sending = channel.send(sms, never).then(() => {
          sent = true;
        });
        await channel[Symbol.asyncDispose]();
        expect(sent).toBe(true);
        await sending;
      },
    ));
});

describe('the Twilio channel', () => {
  const apiKey = { sid: `SK${'1'.repeat(32)}`, secret: 'the-s3cret' };
  const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

  it.each(['the-token', null])('signs in by an API key for the account (token: %s)', (authToken) =>
    withChannel(
      () => accepted,
      async ({ channel, server }) => {
        await channel.send(sms, never);
        expect(server.requests[0]).toMatchObject({ path: `/2010-04-01/Accounts/${accountSid}/Messages.json` });
        expect(server.requests[0]?.headers.authorization).toBe(basic(apiKey.sid, apiKey.secret));
      },
      { apiKey, authToken },
    ),
  );

  it('repeats neither secret nor tokens of a refusal, in whatever form', () =>
    withChannel(
      ({ headers }) => ({
        status: 401,
        body: { code: 20003, message: `no: ${headers.authorization} the-s3cret before` },
      }),
      async ({ channel }) => {
        const error = await failureOf(channel.send(sms, never));
        expect(error.message).toMatch(/\(20003\): no: Basic \*\*\* \*\*\* \*\*\*$/);
      },
      { apiKey, previousAuthToken: 'before' },
    ));

  it('refuses to be opened with neither token nor key', () => {
    const config = { accountSid, authToken: null, sender: { from: '+15005550006' }, apiUrl: null };
    expect(() => createTwilioChannel(config)).toThrow(TypeError);
  });

  it.each([
    [{}, 'api.twilio.com'],
    [{ region: 'ie1' }, 'api.ie1.twilio.com'],
    [{ edge: 'dublin' }, 'api.dublin.us1.twilio.com'],
    [{ region: 'ie1', edge: 'dublin' }, 'api.dublin.ie1.twilio.com'],
  ])('goes to the region and the edge that are set: %j is %s', async (where, host) => {
    // the names are not resolved here: the error says which was requested
    const given = { accountSid, authToken: 'the-token', sender: { from: '+15005550006' }, apiUrl: null };
    vi.stubEnv('TWILIO_REGION', 'au1').stubEnv('TWILIO_EDGE', 'sydney');
    await using channel = createTwilioChannel({ ...given, ...where, connectTimeoutMs: 1 });
    const names: string[] = [];
    const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((
      name: string,
      _options: unknown,
      done: (error: Error) => void,
    ) => {
      names.push(name);
      done(Object.assign(new Error('not here'), { code: 'ENOTFOUND' }));
    }) as never);
    expect((await failureOf(channel.send(sms, never))).details.kind).toBe('retry');
    expect(names[0]).toBe(host);
    lookup.mockRestore();
    vi.unstubAllEnvs();
  });

  it('gives a callback URL within to a simulator, and never to an API of the internet', async () => {
    const within = 'http://localhost:4001/callbacks/twilio?delivery=1';
    const outside = 'https://notifier.example.com/callbacks/twilio?delivery=1';
    await using server = await startScriptedHttpServer(() => accepted);
    const { port } = new URL(server.url);
    // a public name that leads here
    const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((
      _name: string,
      options: { all?: boolean },
      done: Done,
    ) => {
      if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
      else done(null, '127.0.0.1', 4);
    }) as never);
    for (const apiUrl of [server.url, `http://api.twilio.com:${port}`]) {
      const given = { accountSid, authToken: 'the-token', sender: { from: '+15005550006' } };
      await using channel = createTwilioChannel({ ...given, apiUrl });
      for (const callbackUrl of [within, outside]) await channel.send({ ...sms, callbackUrl }, never);
    }
    lookup.mockRestore();
    const given = server.requests.map(({ form }) => form.get('StatusCallback'));
    expect(given).toEqual([`${within}#rc=5&rp=all`, `${outside}#rc=5&rp=all`, null, `${outside}#rc=5&rp=all`]);
  });
});

type Done = (error: Error | null, address: unknown, family?: number) => void;
