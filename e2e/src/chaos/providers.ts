/** The two providers, each behind a link that can be made bad, and the record of all that they accepted. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { startTcpProxy, type TcpProxy } from '@belltower/dev/tcp-proxy';
import type { Accept } from './observed.ts';
import { type SmsAnswer, type SmsSink, startSmsSink } from './sms-sink.ts';
import { type MailAnswer, type SmtpSink, startSmtpSink } from './smtp-sink.ts';

/** How the providers answer; `nth` counts the tries for one address from 1. */
export interface ProviderBehaviour {
  mail(address: string, nth: number): MailAnswer;
  sms(number: string, nth: number): SmsAnswer;
}

/** Both providers, running in this process, which nobody kills. */
export interface Providers extends AsyncDisposable {
  /** What a notifier is told of them, and of the account it has: the addresses lead through the links. */
  readonly environment: Readonly<Record<string, string>>;
  readonly smtpLink: TcpProxy;
  readonly smsLink: TcpProxy;
  readonly smtp: SmtpSink;
  readonly sms: SmsSink;
  /** Everything accepted so far, in order. */
  readonly accepts: readonly Accept[];
  /** Those to one address. */
  acceptsTo(address: string): readonly Accept[];
}

/** Answers everything with success, at once. */
export const wellBehaved: ProviderBehaviour = {
  mail: () => ({ kind: 'accept', answerAfterMs: 0 }),
  sms: () => ({ kind: 'accept', answerAfterMs: 0 }),
};

const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'the token of the sink' };

/** Starts both; every accept is also appended to `accepts.jsonl` in the folder. */
export async function startProviders({
  folder,
  behaviour,
}: {
  readonly folder: string;
  readonly behaviour: ProviderBehaviour;
}): Promise<Providers> {
  await using started = new AsyncDisposableStack();
  const file = createWriteStream(join(folder, 'accepts.jsonl'));
  started.defer(() => finished(file.end()));
  const accepts: Accept[] = [];
  const onAccept = (accept: Accept) => {
    accepts.push(accept);
    file.write(`${JSON.stringify(accept)}\n`);
  };
  const smtp = started.use(await startSmtpSink({ answer: behaviour.mail, onAccept }));
  const sms = started.use(await startSmsSink({ ...ACCOUNT, answer: behaviour.sms, onAccept }));
  const smtpLink = started.use(await startTcpProxy({ target: { port: smtp.port } }));
  const smsLink = started.use(await startTcpProxy({ target: { port: sms.port } }));
  const resources = started.move();
  return {
    environment: {
      SMTP_URL: `smtp://127.0.0.1:${smtpLink.port}`,
      MAIL_FROM: 'Belltower <no-reply@example.com>',
      TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
      TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
      TWILIO_FROM: '+15005550006',
      TWILIO_API_URL: `http://127.0.0.1:${smsLink.port}`,
    },
    smtpLink,
    smsLink,
    smtp,
    sms,
    accepts,
    acceptsTo: (address) => accepts.filter((accept) => accept.address === address),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
