import { z } from 'zod';
import type { Sms } from '../channel.ts';
import { twilioSettings, twilioVariables } from '../environment.ts';
import type { CallbackReader, Provider, ProviderReport } from '../provider.ts';
import { settingsBy } from '../settings-by.ts';
import { readTwilioCallback, type TwilioReport } from './callback.ts';
import { createTwilioChannel, type TwilioConfig } from './twilio-channel.ts';

/** SMS by Twilio. */
export const twilioProvider: Provider<Sms, TwilioConfig> = {
  name: 'twilio',
  channel: 'sms',
  variables: Object.keys(twilioVariables),
  lookUp: true,
  settings: settingsBy(z.object(twilioVariables), twilioSettings),
  open: (config, { deadlineMs }) => createTwilioChannel({ ...config, deadlineMs }),
  callbacks: {
    contentTypes: ['application/x-www-form-urlencoded'],
    signsUrl: true,
    reader: twilioCallbackReader,
  },
};

/** Twilio signs with the account's token, or, while it is rotated, with the one before. */
function twilioCallbackReader({ authToken, previousAuthToken }: TwilioConfig): CallbackReader {
  const tokens = [authToken, previousAuthToken].filter((token) => token != null);
  return ({ url, headers, body }) => {
    const callback = readTwilioCallback(tokens, { url, signature: headers['x-twilio-signature'], body });
    return callback.kind === 'report' ? { kind: 'report', report: neutral(callback.report) } : callback;
  };
}

function neutral({ messageSid, messageStatus, ...report }: TwilioReport): ProviderReport {
  return { ...report, providerMessageId: messageSid, providerStatus: messageStatus };
}
