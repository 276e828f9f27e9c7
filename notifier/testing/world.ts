/** Everything around a notifier, for its tests: database, log, SMTP server and SMS simulator, all real and local. */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { freePort } from '@belltower/dev/ports';
import { startScriptedSmtpServer } from '@belltower/dev/scripted-smtp-server';
import { startSmsSimulator } from '@belltower/dev/sms-simulator';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { createTestDatabase } from '@belltower/dev/test-database';
import { type EventLog, type EventLogConfig, type LogRecord, openEventLog } from '@belltower/event-log';
import {
  type AppointmentCreated,
  type AppointmentEvent,
  type ChannelName,
  catalogue,
  type DeliveryStatusChanged,
  deadLetterTopicOf,
  decode,
  deliveryIdOf,
  type Event,
  encode,
  type RetryRequested,
  topics,
} from '@belltower/events';
import { pino } from 'pino';
import type { Config } from '../src/config.ts';
import { type Notifier, startNotifier } from '../src/notifier.ts';
import { ACCOUNT, configOf } from './config.ts';
import { until } from './until.ts';

export { until };

const CREATED = catalogue['appointments.created'].topic;

export type World = Awaited<ReturnType<typeof startWorld>>;

export interface WorldOptions {
  /** Of each topic. @default 1 */
  readonly partitions?: number;
  /** Keeps the log in Kafka instead of PostgreSQL. */
  readonly brokers?: readonly string[] | null;
}

/** Starts the world; `await using` ends it, whatever was started in it included. */
export async function startWorld({ partitions = 1, brokers = null }: WorldOptions = {}) {
  await using started = new AsyncDisposableStack();
  const database = started.use(await createTestDatabase());
  const eventLog: EventLogConfig =
    brokers === null ? { kind: 'postgres', url: database.url } : { kind: 'kafka', brokers };
  const log = started.use(openEventLog(eventLog));
  const all = topics.flatMap((topic) => [topic, deadLetterTopicOf(topic)]);
  const settings = { partitions, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 86_400_000 };
  await log.createTopics(all.map((topic) => ({ topic, ...settings })));
  const mail = started.use(await startScriptedSmtpServer());
  const sms = started.use(
    await startSmsSimulator({ port: 0, ...ACCOUNT, stepMs: 20, lateMs: 1_500, callbackRetryMs: 50 }),
  );
  const statuses = started.use(followAll(log, catalogue['notifications.status'].topic));
  const deadLetters = started.use(followAll(log, deadLetterTopicOf(CREATED)));
  const changesParked = started.use(followAll(log, deadLetterTopicOf(catalogue['appointments.rescheduled'].topic)));
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) });

  const changes = () => statuses.records.map(({ value }) => decode('notifications.status', value).event);
  const committed = async (topic: string = CREATED) => (await log.positions(topic, 'notifier'))[0]?.committed ?? 0;
  const caughtUp = () =>
    until('all reports seen', async () => {
      const positions = await log.positions(catalogue['notifications.status'].topic);
      return statuses.records.length === positions.reduce((sum, { end }) => sum + end, 0);
    });
  const addresses = { databaseUrl: database.url, eventLog, smtpUrl: mail.url, smsUrl: sms.url };
  const config = configOf(addresses);
  const own = started.move();
  return {
    config,
    database,
    log,
    mail,
    sms,
    lines,
    logger,
    changes,
    reports: statuses.records as readonly LogRecord[],
    deadLetters: deadLetters.records as readonly LogRecord[],
    /** The same of `appointments.changed`. */
    changesParked: changesParked.records as readonly LogRecord[],
    /** The statuses of a delivery as a subscriber would see them, by order and without repeats: `sending 1`, `sent 1`. */
    statuses: (event: Pick<Event, 'event_id'>, channel: ChannelName) =>
      statusesOf(changes(), deliveryIdOf(event.event_id, channel)),
    async append(...events: Event[]) {
      await log.append(events.map((event) => encode(event, 'test')));
    },
    /** Starts a notifier in this world. It ends with it, if not before. */
    async startNotifier(change: Partial<Config> = {}): Promise<Notifier> {
      const notifier = await startNotifier(
        { ...config, ...change },
        { logger, onFatal: (error) => logger.fatal({ err: error }, 'fatal') },
      );
      own.use(notifier);
      return notifier;
    },
    /** Starts a notifier as a process, which can be killed; `ended` resolves with what it wrote to stderr. */
    async startKillableNotifier(change: Partial<Config> = {}, execArgv: string[] = []) {
      const configuration = [addresses, change].map((value) => JSON.stringify(value));
      const file = new URL('./killable-notifier.ts', import.meta.url);
      const child = fork(file, configuration, { execArgv, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
      let errors = '';
      child.stderr?.on('data', (data: Buffer) => {
        errors = `${errors}${data}`.slice(-10_000);
      });
      const ended = once(child, 'close').then(() => errors);
      own.defer(() => void child.kill('SIGKILL'));
      await Promise.race([
        once(child, 'message'),
        ended.then((why) => Promise.reject(new Error(`the notifier ended: ${why}`))),
      ]);
      return {
        ended,
        async kill(): Promise<void> {
          child.kill('SIGKILL');
          await ended;
        },
      };
    },
    /** A link to the database that can be cut: the ledger's `databaseUrl` in a test. */
    async startDatabaseProxy() {
      const direct = new URL(database.url);
      const proxy = own.use(await startTcpProxy({ target: { port: Number(direct.port) } }));
      direct.port = String(proxy.port);
      return {
        url: direct.href,
        cut: () => proxy.setFault({ kind: 'refuse' }),
        restore: () => proxy.setFault({ kind: 'none' }),
      };
    },
    /** How many events are not finished, as far as is committed. */
    async unfinished() {
      const positions = await log.positions(CREATED, 'notifier');
      return positions.reduce((sum, { start, end, committed }) => sum + end - (committed ?? start), 0);
    },
    freePort: () => freePort(),
    committed,
    caughtUp,
    /** Waits until so many records of a topic are finished, and everything reported until then is seen here. */
    async finished(count: number, topic: string = CREATED) {
      await until(`${count} finished, of ${topic}`, async () => (await committed(topic)) === count);
      await caughtUp();
    },
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}

/** An event of an appointment a week from now. */
export function appointmentCreated(change: {
  readonly email?: string;
  readonly sms?: string;
  readonly appointmentId?: string;
  readonly time?: Date;
  readonly occurredAt?: Date;
}): AppointmentCreated {
  const { email, sms, appointmentId = randomUUID(), time = new Date(Date.now() + 7 * 86_400_000), occurredAt } = change;
  return {
    event_id: randomUUID(),
    event_type: 'appointments.created',
    occurred_at: (occurredAt ?? new Date()).toISOString(),
    notify: { email: email !== undefined, sms: sms !== undefined },
    appointment: {
      appointment_id: appointmentId,
      user_id: randomUUID(),
      time: time.toISOString(),
      email: email ?? null,
      phone_e164: sms ?? null,
      title: 'Check-up',
      location: undefined,
      time_zone: 'Europe/Berlin',
      duration_minutes: 30,
      locale: undefined,
    },
  };
}

/** A retry of an event's mail, requested by staff. */
export function retryOf(event: AppointmentEvent, afterAttempt: number, email?: string): RetryRequested {
  return {
    event_id: randomUUID(),
    event_type: 'notifications.retry-requested',
    occurred_at: new Date().toISOString(),
    retry: {
      delivery_id: deliveryIdOf(event.event_id, 'email'),
      source_event_id: event.event_id,
      appointment_id: event.appointment.appointment_id,
      channel: 'email',
      after_attempt: afterAttempt,
      requested_by: 'staff',
      email,
    },
  };
}

function statusesOf(changes: readonly DeliveryStatusChanged[], deliveryId: string): string[] {
  const seen = new Set<string>();
  return changes.flatMap(({ event_id, delivery }) => {
    if (delivery.delivery_id !== deliveryId || seen.has(event_id)) return [];
    seen.add(event_id);
    return [`${delivery.status} ${delivery.attempt}${delivery.error === null ? '' : ` ${delivery.error.code}`}`];
  });
}

function followAll(log: EventLog, topic: string) {
  const records: LogRecord[] = [];
  const lastOf = (partition: number) => records.findLast((record) => record.partition === partition);
  const reader = log.follow({
    topic,
    resumeAt: async (partitions) =>
      new Map(partitions.map(({ partition }) => [partition, 1 + (lastOf(partition)?.position ?? -1)])),
    async onBatch(batch) {
      records.push(...batch.records);
    },
  });
  return { records, [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose]() };
}
