/** The product at night: two servers and a notifier with a second account for mail, under a little load, watched by Prometheus. */
import type { Kafka } from '@belltower/dev/kafka';
import { createQuery } from '@belltower/dev/query';
import { type SmtpScript, startScriptedSmtpServer } from '@belltower/dev/scripted-smtp-server';
import { type Behaviour, startSmsSimulator } from '@belltower/dev/sms-simulator';
import { openEventLog } from '@belltower/event-log';
import { ACCOUNT, createNotifier, createServer } from '../testbed/service.ts';
import { startPrometheus } from './prometheus.ts';
import { startTraffic } from './traffic.ts';

/** Where it runs. */
export interface StageOptions {
  /** Of an empty database. */
  readonly databaseUrl: string;
  /** Unset = the event log kept in PostgreSQL. */
  readonly kafka?: Kafka;
  /** Called with everything that a service prints. */
  onOutput?(service: string, text: string): void;
}

/** All of it. Disposing it stops every part. */
export type Stage = Awaited<ReturnType<typeof startStage>>;

/** Short, but no shorter than a busy machine is slow: a send may take 6 s. */
const NOTIFIER = {
  POLICY_TIME_SCALE: '0.2',
  UNFINISHED_MAX_MB: '16',
  SMS_RATE_PER_SECOND: '5000',
};
/** An event that nobody picks up goes out again after 9 s; statements end after 2 s. */
const SERVER = {
  POLICY_TIME_SCALE: '0.01',
  DATABASE_TIMEOUT_MS: '2000',
  CUSTOMER_BOOKINGS_PER_HOUR: '5',
};

/** Starts it, and resolves when both servers and the notifier are ready and watched. */
export async function startStage({ databaseUrl, kafka, onOutput }: StageOptions) {
  await using started = new AsyncDisposableStack();
  const mailScript: { -readonly [Step in keyof SmtpScript]: SmtpScript[Step] } = {};
  const mail = started.use(await startScriptedSmtpServer(mailScript));
  const secondMail = started.use(await startScriptedSmtpServer());
  const smsScript: { behave: (to: string, nth: number) => Behaviour } = { behave: () => ({ kind: 'deliver' }) };
  const behave = (to: string, nth: number) => smsScript.behave(to, nth);
  const sms = started.use(await startSmsSimulator({ port: 0, ...ACCOUNT, behave }));

  const both = { DATABASE_URL: databaseUrl, ...(kafka && { KAFKA_BROKERS: kafka.brokers.join() }) };
  const which = (name: string) => ({ name, onOutput: (text: string) => onOutput?.(name, text) });
  const servers = [
    started.use(await createServer({ ...both, ...SERVER }, which('server-1'))),
    started.use(await createServer({ ...both, ...SERVER }, which('server-2'))),
  ] as const;
  const notifier = started.use(
    await createNotifier(
      { smtpUrl: mail.url, smsUrl: sms.url },
      { ...both, ...NOTIFIER, SMTP_URL_FALLBACK: secondMail.url },
      which('notifier'),
    ),
  );
  await Promise.all([...servers, notifier].map((service) => service.start()));
  const targets = { 'belltower-server': servers.map(({ url }) => url), 'belltower-notifier': [notifier.url] };
  const prometheus = started.use(await startPrometheus(targets));
  const traffic = started.use(startTraffic(servers));
  const log = started.use(
    openEventLog(
      kafka === undefined ? { kind: 'postgres', url: databaseUrl } : { kind: 'kafka', brokers: kafka.brokers },
    ),
  );

  const resources = started.move();
  return {
    servers,
    notifier,
    prometheus,
    traffic,
    /** As another producer, or reader, of it. */
    log,
    /** Null where the log is kept in PostgreSQL. */
    kafka: kafka ?? null,
    databaseUrl,
    query: createQuery(databaseUrl),
    /** How the first mail server behaves from now on: `script` to everybody, `behave` by recipient. */
    mail: { script: mailScript, behave: mail.behave },
    /** How the provider of text messages behaves from now on. */
    sms: smsScript,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
