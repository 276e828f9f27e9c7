import { AS_SHIPPED, type ServerUnderTest, startService } from './server-under-test.ts';

/** Where our notifier gets its events and leaves its mails. */
export interface NotifierOptions {
  readonly databaseUrl: string;
  /** Null: the event log is in PostgreSQL. */
  readonly brokers: string | null;
  readonly smtpUrl: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts the real notifier from its entry point, with e-mail alone, and resolves when it is ready. */
export async function startOurNotifier(options: NotifierOptions): Promise<ServerUnderTest> {
  const { databaseUrl, brokers, smtpUrl, environment = {} } = options;
  return await startService({
    name: 'our notifier',
    entry: 'notifier/src/main.ts',
    portVariable: 'NOTIFIER_PORT',
    nodeOptions: AS_SHIPPED,
    environment: {
      DATABASE_URL: databaseUrl,
      CHANNELS: 'email',
      SMTP_URL: smtpUrl,
      MAIL_FROM: 'Belltower <no-reply@example.com>',
      LOG_LEVEL: 'error',
      ...(brokers === null ? {} : { KAFKA_BROKERS: brokers }),
      ...environment,
    },
  });
}
