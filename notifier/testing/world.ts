/** Everything around a notifier, for its tests: database, log, SMTP server and SMS simulator, all real and local. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSmsSimulator } from '@belltower/dev/sms-simulator';
import { createTestDatabase } from '@belltower/dev/test-database';
import { type EventLog, type LogRecord, openEventLog } from '@belltower/event-log';
import {
  type AppointmentCreated,
  type ChannelName,
  catalogue,
  type DeliveryStatusChanged,
  deadLetterTopicOf,
  decode,
  deliveryIdOf,
  type Event,
  encode,
  eventTypes,
} from '@belltower/events';
import { pino } from 'pino';
import { type Config, type Policy, policy } from '../src/config.ts';
import { type Notifier, startNotifier } from '../src/notifier.ts';
import { type SmtpServer, startSmtpServer } from './smtp-server.ts';

export const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token-of-the-simulator' };

export type World = Awaited<ReturnType<typeof startWorld>>;

/** The policy with waits that a test can wait for. */
export const quickPolicy: Policy = {
  ...policy,
  retry: { ...policy.retry, baseMs: 40, maxMs: 400, askAfterMs: 200 },
  breaker: { firstProbeMs: 150, longestProbeMs: 400 },
  lease: { leaseMs: 1_500, renewMs: 200, handOverWithinMs: 700 },
  sendDeadlineMs: 700,
  drainMs: 2_000,
};

/** Starts the world; `await using` ends it, whatever was started in it included. */
export async function startWorld() {
  await using started = new AsyncDisposableStack();
  const database = started.use(await createTestDatabase());
  const log = started.use(openEventLog({ kind: 'postgres', url: database.url }));
  const topics = eventTypes.flatMap((type) => [catalogue[type].topic, deadLetterTopicOf(catalogue[type].topic)]);
  const settings = { partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 86_400_000 };
  await log.createTopics(topics.map((topic) => ({ topic, ...settings })));
  const mail = started.use(await startSmtpServer());
  const sms = started.use(
    await startSmsSimulator({ port: 0, ...ACCOUNT, stepMs: 20, lateMs: 1_500, callbackRetryMs: 50 }),
  );
  const statuses = started.use(followAll(log, catalogue['notifications.status'].topic));
  const deadLetters = started.use(followAll(log, deadLetterTopicOf(catalogue['appointments.created'].topic)));
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) });

  const changes = () => statuses.records.map(({ value }) => decode('notifications.status', value).event);
  const own = started.move();
  return {
    database,
    log,
    mail,
    sms,
    lines,
    changes,
    deadLetters: deadLetters.records as readonly LogRecord[],
    /** The statuses of a delivery as a subscriber would see them, by order and without repeats: `sending 1`, `sent 1`. */
    told: (event: AppointmentCreated, channel: ChannelName) => toldOf(changes(), deliveryIdOf(event.event_id, channel)),
    async append(...events: Event[]) {
      await log.append(events.map((event) => encode(event, 'test')));
    },
    /** Starts a notifier in this world. It ends with it, if not before. */
    async startNotifier(change: Partial<Config> = {}): Promise<Notifier> {
      const notifier = await startNotifier({ ...configOf(database.url, mail, sms.url), ...change }, logger, (error) =>
        logger.fatal({ err: error }, 'fatal'),
      );
      own.use(notifier);
      return notifier;
    },
    async committed(topic: string = catalogue['appointments.created'].topic) {
      const [position] = await log.positions(topic, 'notifier');
      return position?.committed ?? 0;
    },
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}

/** A configuration for the parts of a world. */
export function configOf(databaseUrl: string, mail: Pick<SmtpServer, 'url'>, smsUrl: string): Config {
  const limits = { ratePerSecond: 10_000, maxConcurrent: 100 };
  return {
    host: '127.0.0.1',
    port: 0,
    logLevel: 'debug',
    databaseUrl,
    eventLog: { kind: 'postgres', url: databaseUrl },
    topics: { partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 86_400_000 },
    email: {
      url: mail.url,
      from: 'Bell Clinic <clinic@bell.example>',
      limits: { ...limits, maxConcurrent: 20 },
      maxConnections: 20,
      connectTimeoutMs: 500,
      greetingTimeoutMs: 500,
      socketTimeoutMs: 600,
    },
    sms: { ...ACCOUNT, sender: { from: '+15005550006' }, apiUrl: smsUrl, limits },
    mailFrom: 'Bell Clinic <clinic@bell.example>',
    publicUrl: null,
    retentionDays: 90,
    bodyRetentionDays: 30,
    slots: 1_000,
    policy: quickPolicy,
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

/** Waits until a condition holds, and fails with what was seen when it does not in time. */
export async function until<T>(what: string, look: () => T | Promise<T>, limitMs = 15_000): Promise<NonNullable<T>> {
  const end = Date.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`${what}: it did not come to that in ${limitMs} ms`);
    await sleep(10);
  }
}

function toldOf(changes: readonly DeliveryStatusChanged[], deliveryId: string): string[] {
  const seen = new Set<string>();
  return changes.flatMap(({ event_id, delivery }) => {
    if (delivery.delivery_id !== deliveryId || seen.has(event_id)) return [];
    seen.add(event_id);
    return [`${delivery.status} ${delivery.attempt}${delivery.error === null ? '' : ` ${delivery.error.code}`}`];
  });
}

function followAll(log: EventLog, topic: string) {
  const records: LogRecord[] = [];
  const reader = log.follow({
    topic,
    resumeAt: async () => new Map([[0, (records.at(-1)?.position ?? -1) + 1]]),
    async onBatch(batch) {
      records.push(...batch.records);
    },
  });
  return { records, [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose]() };
}
