/** Our Twilio channel on a scripted API, for tests. */
import type { Sms } from '../channel.ts';
import { createTwilioChannel, type SmsChannel, type TwilioConfig } from '../twilio/twilio-channel.ts';
import {
  type HttpReply,
  type ScriptedHttpServer,
  type SeenRequest,
  startScriptedHttpServer,
} from './scripted-http-server.ts';

/** Ends nothing. */
export const never = new AbortController().signal;
export const accountSid = `AC${'0'.repeat(32)}`;
export const sms: Sms = { to: '+15555550123', body: 'Clinic: Friday, 10:00. Ref K7Q2ZD', reference: 'K7Q2ZD' };

/** Runs a test with a channel to an API that replies so. */
export async function withChannel(
  reply: (request: SeenRequest) => HttpReply,
  use: (parts: { channel: SmsChannel; server: ScriptedHttpServer }) => Promise<void>,
  config: Partial<TwilioConfig> = {},
): Promise<void> {
  await using server = await startScriptedHttpServer(reply);
  const access = { accountSid, authToken: 'the-token', sender: { from: '+15005550006' }, apiUrl: server.url };
  await using channel = createTwilioChannel({ ...access, ...config });
  await use({ channel, server });
}
