import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MailDev } from 'maildev';
import { createRefusals } from './magic-addresses.ts';

const KEPT = 500;
const HOST = '127.0.0.1';

/**
 * Starts a mail server that keeps the 500 newest mails and sends nothing on. Its folder is removed when it is disposed; port 0
 * takes any free one. People read it at `webUrl`, programs below `webUrl/api`, for example `/api/email?subject=…`. Addresses
 * that it refuses are in magic-addresses.ts.
 */
export async function startMailInbox({ smtpPort, webPort }: { readonly smtpPort: number; readonly webPort: number }) {
  await using started = new AsyncDisposableStack();
  const mailDirectory = await mkdtemp(join(tmpdir(), 'belltower-mail-'));
  started.defer(() => rm(mailDirectory, { recursive: true, force: true }));

  const at = { smtp: smtpPort, ip: HOST, web: webPort, webIp: HOST };
  const inbox = new MailDev({ ...at, silent: true, maxEmails: KEPT, mailDirectory });
  started.defer(() => inbox.stop());
  const { smtp, api } = await inbox.start();
  refuseMagicAddresses(smtp);
  const web = api?.getAddress();
  if (!web) throw new Error('the mail inbox has no web page');

  const stack = started.move();
  return {
    folder: mailDirectory,
    smtpUrl: `smtp://${HOST}:${smtp.getAddress().port}`,
    webUrl: `http://${HOST}:${web.port}`,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** MailDev offers no say in who is accepted, but the smtp-server inside it asks its own `onRcptTo` at each RCPT. */
function refuseMagicAddresses(smtp: object): void {
  const inner: unknown = Reflect.get(smtp, 'smtp');
  if (typeof inner !== 'object' || inner === null || !('onRcptTo' in inner)) {
    throw new Error('this version of maildev is built in another way: no smtp-server was found in it');
  }
  const refusalOf = createRefusals();
  inner.onRcptTo = ({ address }: { address: string }, _session: unknown, answer: (error?: Error) => void) => {
    const reply = refusalOf(address);
    if (reply === null) answer();
    else answer(Object.assign(new Error(reply.text), { responseCode: reply.code }));
  };
}
