/** Our services, as they are shipped but for limits that would stop a benchmark. */
import { SERVICE_NODE_OPTIONS } from '@belltower/dev/node-process';
import { freePort } from '@belltower/dev/ports';
import { type Peer, startPeer } from './peer.ts';

/** What a service of ours gets to know. */
export interface ServiceOptions {
  readonly databaseUrl: string;
  /** Null: the event log is in PostgreSQL. */
  readonly brokers: string | null;
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

/** Starts the real server from its entry point; resolves when it is ready. */
export function startOurServer(options: ServiceOptions): Promise<Peer> {
  return startService('server', 'PORT', options, { SOCKET_DRAIN_MS: '0', ...UNLIMITED });
}

/** Starts the real notifier from its entry point, with e-mail alone; resolves when it is ready. */
export function startOurNotifier(options: ServiceOptions & { readonly smtpUrl: string }): Promise<Peer> {
  const mail = { CHANNELS: 'email', SMTP_URL: options.smtpUrl, MAIL_FROM: 'Belltower <no-reply@example.com>' };
  return startService('notifier', 'NOTIFIER_PORT', options, mail);
}

async function startService(
  service: 'server' | 'notifier',
  portVariable: string,
  { databaseUrl, brokers, environment }: ServiceOptions,
  own: Readonly<Record<string, string>>,
): Promise<Peer> {
  const port = String(await freePort());
  return await startPeer({
    name: `our ${service}`,
    entry: `${service}/src/main.ts`,
    nodeOptions: SERVICE_NODE_OPTIONS,
    url: `http://127.0.0.1:${port}`,
    environment: {
      [portVariable]: port,
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: service === 'server' ? 'warn' : 'error',
      ...(brokers === null ? {} : { KAFKA_BROKERS: brokers }),
      ...own,
      ...environment,
    },
  });
}

/** One series of a service's metrics, by its name and labels; 0 while it is not there, as some are from their first event on. */
export async function metricOf({ url }: Peer, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}
