/** Callbacks as Twilio makes them, for tests that decide what they say. */
import { createHmac } from 'node:crypto';
import { ACCOUNT } from './config.ts';

/** The `publicUrl` of the notifiers that are called back so. */
export const PUBLIC_URL = 'https://clinic.example/notifier';

/** Twilio's signature of a callback by the test account's token, or by another. */
export function signatureOf(url: string, form: Readonly<Record<string, string>>, token = ACCOUNT.authToken): string {
  const text =
    url +
    Object.keys(form)
      .sort()
      .map((name) => name + form[name])
      .join('');
  return createHmac('sha1', token).update(text).digest('base64');
}

/** Posts a callback to a notifier of this machine as if from outside; answers the status. */
export async function postCallback(...callback: Parameters<typeof answerToCallback>): Promise<number> {
  return (await answerToCallback(...callback)).status;
}

/** The same; answers all that came. */
export async function answerToCallback(
  port: number,
  path: string,
  form: Readonly<Record<string, string>>,
  signature?: string,
): Promise<Response> {
  return await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature ?? signatureOf(PUBLIC_URL + path, form),
    },
    body: new URLSearchParams(form),
  });
}
