import type { ChannelError } from '../errors.ts';
import { createTwilioChannel, type TwilioConfig } from '../twilio/twilio-channel.ts';
import { failureOf } from './failure-of.ts';

/** Sends one SMS by the API at a URL, and answers how that failed. @throws {Error} when it did not, or with no error of ours */
export async function failedSend(apiUrl: string, config: Partial<TwilioConfig> = {}): Promise<ChannelError> {
  const access = {
    accountSid: `AC${'0'.repeat(32)}`,
    authToken: 'the-token',
    sender: { from: '+15005550006' },
    apiUrl,
  };
  await using channel = createTwilioChannel({ ...access, ...config });
  const sms = { to: '+15555550123', body: 'Friday, 10:00. K7Q2ZD', reference: 'K7Q2ZD' };
  return await failureOf(channel.send(sms, new AbortController().signal));
}
