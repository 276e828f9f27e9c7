/** The two providers, each behind a link that can be made bad, and the record of all that they accepted. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import {
  ACCEPTED,
  type AcceptedMail,
  type SmtpScript,
  startScriptedSmtpServer,
} from '@belltower/dev/scripted-smtp-server';
import { type Behaviour, startSmsSimulator } from '@belltower/dev/sms-simulator';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { ACCOUNT } from '../testbed/service.ts';
import type { Accept } from './observed.ts';

/** How the providers answer; `nth` counts the tries for one address from 1. */
export interface ProviderBehaviour {
  mail(address: string, nth: number): SmtpScript;
  sms(number: string, nth: number): Behaviour;
}

/** Both providers, running in this process, which nobody kills. What they accepted is recorded before they answer. */
export type Providers = Awaited<ReturnType<typeof startProviders>>;

/** Answers everything with success, at once. */
export const acceptsAll: ProviderBehaviour = { mail: () => ({}), sms: () => ({ kind: 'deliver' }) };

/** A mail that is accepted at once, and answered so many milliseconds later. */
export const lateMail = (afterMs: number): SmtpScript => ({ dot: wait(afterMs, ACCEPTED, { ref: false }) });

/** The same of a text message. */
export const lateSms = (afterMs: number): Behaviour => ({ kind: 'answer-late', afterMs });

/** Starts both; every accept is also appended to `accepts.jsonl` in the folder. */
export async function startProviders({
  folder,
  behaviour,
  onMail = () => {},
}: {
  readonly folder: string;
  readonly behaviour: ProviderBehaviour;
  /** Called with each mail that is accepted. */
  readonly onMail?: (mail: AcceptedMail) => void;
}) {
  await using started = new AsyncDisposableStack();
  const file = createWriteStream(join(folder, 'accepts.jsonl'));
  started.defer(() => finished(file.end()));
  const accepts: Accept[] = [];
  const accept = (accepted: Omit<Accept, 'at'>) => {
    accepts.push({ ...accepted, at: Date.now() });
    file.write(`${JSON.stringify(accepts.at(-1))}\n`);
  };
  const smtp = started.use(
    await startScriptedSmtpServer({}, (mail) => {
      const { to, messageId } = mail;
      accept({ channel: 'email', address: to, deliveryId: messageId.split('@')[0] ?? null, identity: messageId });
      onMail(mail);
    }),
  );
  smtp.behave(behaviour.mail);
  const sms = started.use(
    await startSmsSimulator({
      ...ACCOUNT,
      port: 0,
      kept: Number.POSITIVE_INFINITY,
      stepMs: 20,
      behave: behaviour.sms,
      onAccept: ({ to, body, statusCallback }) => {
        const deliveryId = new URL(statusCallback ?? 'none:').searchParams.get('delivery');
        accept({ channel: 'sms', address: to, deliveryId, identity: body });
      },
    }),
  );
  const smtpLink = started.use(await startTcpProxy({ target: { port: smtp.port } }));
  const smsLink = started.use(await startTcpProxy({ target: { port: Number(new URL(sms.url).port) } }));
  const resources = started.move();
  return {
    /** Where a notifier finds them: through the links. */
    smtpUrl: `smtp://127.0.0.1:${smtpLink.port}`,
    smsUrl: `http://127.0.0.1:${smsLink.port}`,
    smtpLink,
    smsLink,
    smtp,
    sms,
    accepts: accepts as readonly Accept[],
    acceptsTo: (address: string) => accepts.filter((accepted) => accepted.address === address),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
