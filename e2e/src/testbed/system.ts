/** The whole product with real parts, each service a process of its own, for the tests in this folder. */
import { startMailInbox } from '@belltower/dev/mail-inbox';
import { freePorts } from '@belltower/dev/ports';
import { startSmsSimulator } from '@belltower/dev/sms-simulator';
import { createTestDatabase, type TestDatabase } from '@belltower/dev/test-database';
import { createService, type Service } from './service.ts';
import { UNCOUNTED } from './uncounted.ts';

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
export interface System extends AsyncDisposable {
  readonly server: Service;
  readonly notifier: Service;
  readonly database: TestDatabase;
  /** The mails in the inbox to one address. */
  mailsTo(address: string): Promise<readonly Mail[]>;
  /** What is attached to a mail under this type, as text. */
  attachmentOf(mail: Mail, contentType: string): Promise<string>;
  /** The text messages that the simulator accepted for one number. */
  smsTo(phone: string): Promise<readonly { readonly body: string }[]>;
}

/** A mail as the inbox returns it. */
export interface Mail {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments?: readonly { readonly contentType: string; readonly generatedFileName: string }[];
}

const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'the token of the simulator' };

/** Starts PostgreSQL's part, the inboxes, the server and the notifier, and resolves when both are ready. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  await using started = new AsyncDisposableStack();
  const [serverPort, notifierPort, smtpPort, mailPort, smsPort] = (await freePorts(5)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const database = started.use(await createTestDatabase(options.postgresUrl));
  const mail = started.use(await startMailInbox({ smtpPort, webPort: mailPort }));
  const sms = started.use(await startSmsSimulator({ port: smsPort, ...ACCOUNT }));

  const notifierUrl = `http://127.0.0.1:${notifierPort}`;
  const common = {
    DATABASE_URL: database.url,
    LOG_LEVEL: 'info',
    ...(options.kafkaBrokers === undefined ? {} : { KAFKA_BROKERS: options.kafkaBrokers.join(',') }),
  };
  const server = started.use(
    createService({
      name: 'server',
      entry: 'server/src/main.ts',
      url: `http://127.0.0.1:${serverPort}`,
      environment: {
        ...common,
        PORT: String(serverPort),
        DEV_TOKENS: '1',
        JWT_SECRET: 'a secret for the tests of the whole',
        ...UNCOUNTED,
        ...options.environment,
        ...options.only?.server,
      },
    }),
  );
  const notifier = started.use(
    createService({
      name: 'notifier',
      entry: 'notifier/src/main.ts',
      url: notifierUrl,
      environment: {
        ...common,
        NOTIFIER_PORT: String(notifierPort),
        PUBLIC_URL: notifierUrl,
        SMTP_URL: mail.smtpUrl,
        MAIL_FROM: 'Belltower <no-reply@example.com>',
        TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
        TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
        TWILIO_FROM: '+15005550006',
        TWILIO_API_URL: sms.url,
        ...options.environment,
        ...options.only?.notifier,
      },
    }),
  );
  if (!options.cold) await Promise.all([server.start(), notifier.start()]);

  const resources = started.move();
  return {
    server,
    notifier,
    database,
    async mailsTo(address) {
      const answer = await fetch(`${mail.webUrl}/api/email?to.address=${encodeURIComponent(address)}`);
      return (await answer.json()) as Mail[];
    },
    async attachmentOf({ id, attachments = [] }, contentType) {
      const found = attachments.find((attachment) => attachment.contentType === contentType);
      if (found === undefined) throw new Error(`mail ${id} has nothing of the type ${contentType} attached`);
      const answer = await fetch(`${mail.webUrl}/api/email/${id}/attachment/${found.generatedFileName}`);
      return await answer.text();
    },
    async smsTo(phone) {
      const answer = await fetch(`${sms.url}/messages`);
      const messages = (await answer.json()) as { to: string; body: string }[];
      return messages.filter((message) => message.to === phone);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
