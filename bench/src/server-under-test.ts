import { answersAt, SERVICE_NODE_OPTIONS, untilReady } from '@belltower/dev/node-process';
import { freePort } from '@belltower/dev/ports';
import { messageWith, type ProbedOptions, type ProbedProcess, startProbed } from './probed.ts';
import { JWT_SECRET } from './scene.ts';

/** A server under measurement, ours or a peer. */
export interface ServerUnderTest extends AsyncDisposable {
  readonly process: ProbedProcess;
  readonly url: string;
}

/** What our services get to know, besides limits that would stop a benchmark: those of a caller are lifted. */
export interface OurServiceOptions {
  readonly databaseUrl: string;
  /** Null: the event log is in PostgreSQL. */
  readonly brokers: string | null;
  readonly environment?: Readonly<Record<string, string>>;
}

const UNLIMITED = {
  REQUESTS_PER_SECOND: '1000000',
  REQUESTS_BURST: '1000000',
  CUSTOMER_BOOKINGS_PER_HOUR: '0',
  RECIPIENT_MESSAGES_PER_DAY: '0',
  SOCKETS_PER_USER: '20000',
};

/** Starts the real server from its entry point, and resolves when it is ready. */
export async function startOurServer(options: OurServiceOptions): Promise<ServerUnderTest> {
  return await startService('server', 'PORT', options, { JWT_SECRET, SOCKET_DRAIN_MS: '0', ...UNLIMITED });
}

/** Starts the real notifier from its entry point, with e-mail alone, and resolves when it is ready. */
export async function startOurNotifier(
  options: OurServiceOptions & { readonly smtpUrl: string },
): Promise<ServerUnderTest> {
  const mail = { CHANNELS: 'email', SMTP_URL: options.smtpUrl, MAIL_FROM: 'Belltower <no-reply@example.com>' };
  return await startService('notifier', 'NOTIFIER_PORT', options, mail);
}

/** Starts a service of ours on a free port, which `portVariable` names, and resolves when it is ready. */
async function startService(
  service: 'server' | 'notifier',
  portVariable: string,
  { databaseUrl, brokers, environment }: OurServiceOptions,
  own: Readonly<Record<string, string>>,
): Promise<ServerUnderTest> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const process = startProbed({
    name: `our ${service}`,
    entry: `${service}/src/main.ts`,
    nodeOptions: SERVICE_NODE_OPTIONS,
    environment: {
      [portVariable]: port,
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: service === 'server' ? 'warn' : 'error',
      ...(brokers === null ? {} : { KAFKA_BROKERS: brokers }),
      ...own,
      ...environment,
    },
  });
  await untilReady(process, answersAt(`${url}/readyz`));
  return { process, url, [Symbol.asyncDispose]: () => process[Symbol.asyncDispose]() };
}

/** Starts a peer: a process that says `{ peer: 'ready', url }` when it is. */
export async function startPeer(
  name: string,
  entry: string,
  environment: ProbedOptions['environment'] = {},
  nodeOptions: readonly string[] = [],
): Promise<ServerUnderTest> {
  const process = startProbed({ name, entry, environment: { JWT_SECRET, ...environment }, nodeOptions });
  let url = '';
  await untilReady(process, async (child, signal) => {
    ({ url } = await child.next(messageWith<{ readonly url: string }>('peer'), signal));
  });
  return { process, url, [Symbol.asyncDispose]: () => process[Symbol.asyncDispose]() };
}

/** One series of a service's metrics, by its name and labels; 0 while it is not there, as some are from their first event on. */
export async function metricOf(url: string, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}
