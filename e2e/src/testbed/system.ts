/** The whole product with real parts, each service a process of its own, for the tests in this folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startMailInbox } from '@belltower/dev/mail-inbox';
import { startSmsSimulator } from '@belltower/dev/sms-simulator';
import { createTestDatabase } from '@belltower/dev/test-database';
import { ACCOUNT, createNotifier, createServer } from './service.ts';

/** What a test may choose. */
export interface SystemOptions {
  /** Unset = the event log kept in PostgreSQL. */
  readonly kafkaBrokers?: readonly string[];
  /** More environment for both services; it wins. */
  readonly environment?: Readonly<Record<string, string>>;
  /** More environment for one of them; it wins over that. */
  readonly only?: Readonly<Record<'server' | 'notifier', Readonly<Record<string, string>>>>;
  /** The URL of the PostgreSQL to make its database in. @default the run's */
  readonly postgresUrl?: string;
  /** Do not start the services yet. */
  readonly cold?: boolean;
}

/** A running product. Disposing it stops every part, and drops its database. */
export type System = Awaited<ReturnType<typeof startSystem>>;

/** A mail as the inbox returns it. */
export interface Mail {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments?: readonly { readonly contentType: string; readonly generatedFileName: string }[];
}

/** Starts PostgreSQL's part, the inboxes, the server and the notifier, and resolves when both are ready. */
export async function startSystem({ kafkaBrokers, environment, only, postgresUrl, cold }: SystemOptions = {}) {
  await using started = new AsyncDisposableStack();
  const database = started.use(await createTestDatabase(postgresUrl));
  const mail = started.use(await startMailInbox({ smtpPort: 0, webPort: 0 }));
  const sms = started.use(await startSmsSimulator({ port: 0, ...ACCOUNT }));
  const both = {
    DATABASE_URL: database.url,
    ...(kafkaBrokers === undefined ? {} : { KAFKA_BROKERS: kafkaBrokers.join() }),
    ...environment,
  };
  const server = started.use(await createServer({ ...both, ...only?.server }));
  const providers = { smtpUrl: mail.smtpUrl, smsUrl: sms.url };
  const notifier = started.use(await createNotifier(providers, { ...both, ...only?.notifier }));
  if (!cold) await Promise.all([server.start(), notifier.start()]);

  const resources = started.move();
  return {
    server,
    notifier,
    database,
    /** The mails in the inbox to one address. */
    async mailsTo(address: string): Promise<readonly Mail[]> {
      const answer = await fetch(`${mail.webUrl}/api/email?to.address=${encodeURIComponent(address)}`);
      return (await answer.json()) as Mail[];
    },
    /** A mail as it came over SMTP. */
    sourceOf: ({ id }: Mail) => readFile(join(mail.folder, `${id}.eml`)),
    /** What is attached to a mail under this type, as text. */
    async attachmentOf({ id, attachments = [] }: Mail, contentType: string): Promise<string> {
      const found = attachments.find((attachment) => attachment.contentType === contentType);
      if (found === undefined) throw new Error(`mail ${id} has nothing of the type ${contentType} attached`);
      const answer = await fetch(`${mail.webUrl}/api/email/${id}/attachment/${found.generatedFileName}`);
      return await answer.text();
    },
    /** The text messages that the simulator accepted for one number. */
    smsTo: (phone: string) => sms.messages().filter(({ to }) => to === phone),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
