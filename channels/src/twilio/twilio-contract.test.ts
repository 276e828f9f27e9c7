import { createHmac } from 'node:crypto';
import { freePort } from '@belltower/dev/ports';
import { type Behaviour, startSmsSimulator } from '@belltower/dev/sms-simulator';
import { describe, it } from 'vitest';
import { describeCallbacks, describeChannel, type ProviderBehaviour } from '../suite/index.ts';
import { accountSid, sms } from '../testing/twilio-channel-to.ts';
import { twilioProvider } from './twilio-provider.ts';

const TOKEN = 'token-that-nobody-sees';
const behaviours: Readonly<Record<Exclude<ProviderBehaviour, 'unreachable'>, Behaviour>> = {
  accepts: { kind: 'stay-sent' },
  'refuses-recipient': { kind: 'refuse', status: 400, code: 21211, message: `Invalid 'To' Phone Number: ${sms.to}` },
  'refuses-account': { kind: 'refuse', status: 401, code: 20003, message: `Authenticate: ${TOKEN}` },
  silent: { kind: 'answer-late', afterMs: 30_000 },
};

function configAt(apiUrl: string) {
  const account = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: TOKEN, TWILIO_FROM: '+15005550006' };
  const settings = twilioProvider.settings({ ...account, TWILIO_API_URL: apiUrl });
  if (settings.kind === 'incomplete') throw new Error(JSON.stringify(settings.problems));
  return settings.config;
}

describeChannel(
  'Twilio',
  {
    channel: 'sms',
    lookUp: twilioProvider.lookUp,
    secrets: [TOKEN],
    message: (number) => ({ ...sms, body: `${number}: ${sms.body}` }),
    async open(behaviour, { deadlineMs }) {
      const account = { port: 0, accountSid, authToken: TOKEN };
      const simulator =
        behaviour === 'unreachable'
          ? null
          : await startSmsSimulator({ ...account, behave: () => behaviours[behaviour] });
      const apiUrl = simulator?.url ?? `http://127.0.0.1:${await freePort()}`;
      return {
        channel: await twilioProvider.open(configAt(apiUrl), { deadlineMs, maxConcurrent: 5 }),
        accepted: () => simulator?.messages().length ?? 0,
        close: async () => simulator?.[Symbol.asyncDispose](),
      };
    },
  },
  { describe, it },
);

const url = 'https://belltower.test/callbacks/twilio?delivery=4f0c&attempt=2';

/** Twilio's scheme, written out: the URL and every parameter, sorted by name. */
function signed(form: Readonly<Record<string, string>>) {
  const names = Object.keys(form).sort();
  const text = names.reduce((all, name) => `${all}${name}${form[name]}`, url);
  const signature = createHmac('sha1', TOKEN).update(text).digest('base64');
  return { url, headers: { 'x-twilio-signature': signature }, body: new URLSearchParams(form).toString() };
}

describeCallbacks(
  'Twilio',
  {
    reader: twilioProvider.callbacks?.reader(configAt('http://127.0.0.1:1')) ?? (() => ({ kind: 'forged' })),
    request: (status) =>
      signed({ MessageSid: 'SM1', MessageStatus: status === 'failed' ? 'undelivered' : status, ErrorCode: '30005' }),
    unreadable: () => signed({ MessageSid: 'SM1', MessageStatus: 'lost' }),
  },
  { describe, it },
);
