/** The process with the mail inbox and the SMS simulator. Its one argument is `InboxPorts` as JSON. */
import { once } from 'node:events';
import { z } from 'zod';
import { startMailInbox } from './mail-inbox.ts';
import { SMS_ACCOUNT } from './sms-account.ts';
import { startSmsSimulator } from './sms-simulator.ts';

const port = z.number().int();
const ports = z.object({
  mail: z.object({ smtp: port, page: port }).nullable(),
  sms: z.object({ page: port }).nullable(),
});
/** Where the inboxes listen; null for one that is not wanted. */
export type InboxPorts = z.infer<typeof ports>;

const { mail, sms } = ports.parse(JSON.parse(process.argv[2] ?? ''));

{
  await using inboxes = new AsyncDisposableStack();
  const stopped = once(process, 'SIGTERM');
  if (mail !== null) inboxes.use(await startMailInbox({ smtpPort: mail.smtp, webPort: mail.page }));
  if (sms !== null) {
    const { sid: accountSid, authToken } = SMS_ACCOUNT;
    inboxes.use(await startSmsSimulator({ port: sms.page, accountSid, authToken }));
  }
  process.send?.('ready');
  await stopped;
}
process.exit(); // the message channel to our parent is open still
