/** Our services, as they are shipped but for limits that would stop a benchmark. */
import { SERVICE_NODE_OPTIONS } from '@belltower/dev/node-process';
import { freePort } from '@belltower/dev/ports';
import { type Peer, startPeer } from './peer.ts';

/** What a service stands on. */
export interface Parts {
  readonly databaseUrl: string;
  /** Kafka's addresses; null: the event log is in PostgreSQL. */
  readonly brokers: string | null;
  /** A notifier's. */
  readonly smtpUrl?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** No caller is stopped for asking so much. */
export const UNLIMITED = {
  CUSTOMER_BOOKINGS_PER_HOUR: '0',
  RECIPIENT_MESSAGES_PER_DAY: '0',
  REQUESTS_PER_SECOND: '1000000',
  REQUESTS_BURST: '1000000',
  SOCKETS_PER_USER: '20000',
};

/** Starts the real server or notifier (with e-mail alone) from its entry point; resolves when it is ready. */
export async function startService(
  service: 'server' | 'notifier',
  { databaseUrl, brokers, smtpUrl = '', environment }: Parts,
): Promise<Peer> {
  const port = String(await freePort());
  const mail = { CHANNELS: 'email', SMTP_URL: smtpUrl, MAIL_FROM: 'Belltower <no-reply@example.com>' };
  const own =
    service === 'server'
      ? { PORT: port, LOG_LEVEL: 'warn', SOCKET_DRAIN_MS: '0', ...UNLIMITED }
      : { NOTIFIER_PORT: port, LOG_LEVEL: 'error', ...mail };
  const log = brokers === null ? {} : { KAFKA_BROKERS: brokers };
  return await startPeer({
    name: `our ${service}`,
    entry: `${service}/src/main.ts`,
    nodeOptions: SERVICE_NODE_OPTIONS,
    url: `http://127.0.0.1:${port}`,
    environment: { DATABASE_URL: databaseUrl, ...log, ...own, ...environment },
  });
}

/** One series of a service's metrics, by its name and labels; 0 while it is not there, as some are from their first event on. */
export async function metricOf({ url }: Peer, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}
