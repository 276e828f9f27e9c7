import { freePort } from '@belltower/dev/ports';
import { startProbed } from './probed.ts';
import { AS_SHIPPED, readyAt, type ServerUnderTest } from './server-under-test.ts';

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
  await using started = new AsyncDisposableStack();
  const port = await freePort();
  const process = started.use(
    startProbed({
      name: 'our notifier',
      entry: 'notifier/src/main.ts',
      nodeOptions: AS_SHIPPED,
      environment: {
        DATABASE_URL: databaseUrl,
        NOTIFIER_PORT: String(port),
        CHANNELS: 'email',
        SMTP_URL: smtpUrl,
        MAIL_FROM: 'Belltower <no-reply@example.com>',
        LOG_LEVEL: 'error',
        ...(brokers === null ? {} : { KAFKA_BROKERS: brokers }),
        ...environment,
      },
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  await readyAt(url);
  const owned = started.move();
  return { process, url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
