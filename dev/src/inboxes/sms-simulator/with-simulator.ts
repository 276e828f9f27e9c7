import { createTwilioChannel } from '@belltower/channels';
import { type SmsSimulator, startSmsSimulator } from '../sms-simulator.ts';

/** Whose messages it takes. */
export const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'the-token' };
const pace = { stepMs: 5, lateMs: 60_000, callbackRetryMs: 5 };
/** Ends nothing. */
export const never = new AbortController().signal;

/** Runs a test with a simulator that is quick. */
export async function withSimulator(use: (simulator: SmsSimulator) => Promise<void>): Promise<void> {
  await using simulator = await startSmsSimulator({ port: 0, ...account, ...pace });
  await use(simulator);
}

/** Our own channel, led to the simulator. */
export function channelTo(simulator: SmsSimulator, from = '+15005550006', deadlineMs = 5_000) {
  return createTwilioChannel({ ...account, sender: { from }, apiUrl: simulator.url, deadlineMs });
}

/** A message with a reference that it can be found by. */
export function sms(to: string, reference = 'K7Q2ZD') {
  return { to, reference, body: `Clinic: Friday, 10:00. Ref ${reference}` };
}
