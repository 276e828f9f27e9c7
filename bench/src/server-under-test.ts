import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@belltower/dev/ports';
import { type ProbedOptions, type ProbedProcess, startProbed } from './probed.ts';
import { JWT_SECRET } from './scene.ts';

/** A server under measurement, ours or a peer. */
export interface ServerUnderTest extends AsyncDisposable {
  readonly process: ProbedProcess;
  readonly url: string;
}

/** What our server gets to know, besides limits that would stop a benchmark: those of a caller are lifted. */
export interface OurServerOptions {
  readonly databaseUrl: string;
  /** Without it the event log is in PostgreSQL. */
  readonly brokers?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
}

/** What `npm start` and the images start our services with. */
export const AS_SHIPPED: readonly string[] = ['--max-semi-space-size=4'];

const READY_MS = 60_000;
const UNLIMITED = {
  REQUESTS_PER_SECOND: '1000000',
  REQUESTS_BURST: '1000000',
  CUSTOMER_BOOKINGS_PER_HOUR: '0',
  RECIPIENT_MESSAGES_PER_DAY: '0',
  SOCKETS_PER_USER: '20000',
};

/** Starts the real server from its entry point, and resolves when it is ready. */
export async function startOurServer(options: OurServerOptions): Promise<ServerUnderTest> {
  const { databaseUrl, brokers, environment = {}, nodeOptions = AS_SHIPPED } = options;
  return await startService({
    name: 'our server',
    entry: 'server/src/main.ts',
    portVariable: 'PORT',
    nodeOptions,
    environment: {
      DATABASE_URL: databaseUrl,
      JWT_SECRET,
      LOG_LEVEL: 'warn',
      SOCKET_DRAIN_MS: '0',
      ...(brokers === undefined ? {} : { KAFKA_BROKERS: brokers }),
      ...UNLIMITED,
      ...environment,
    },
  });
}

/** Starts a service of ours on a free port, which it is told in `portVariable`, and resolves when it is ready. */
export async function startService({
  portVariable,
  environment,
  ...options
}: ProbedOptions & { readonly portVariable: string }): Promise<ServerUnderTest> {
  await using started = new AsyncDisposableStack();
  const port = String(await freePort());
  const process = started.use(startProbed({ ...options, environment: { [portVariable]: port, ...environment } }));
  const url = `http://127.0.0.1:${port}`;
  await readyAt(url);
  const owned = started.move();
  return { process, url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Starts a peer: a process that says `{ peer: 'ready', url }` when it is. */
export async function startPeer(
  name: string,
  entry: string,
  environment: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
): Promise<ServerUnderTest> {
  await using started = new AsyncDisposableStack();
  const process = started.use(startProbed({ name, entry, environment: { JWT_SECRET, ...environment }, nodeOptions }));
  const { url } = await process.next(isReady);
  const owned = started.move();
  return { process, url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** One series of a service's metrics, by its name and labels; 0 while it is not there, as some are from their first event on. */
export async function metricOf(url: string, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

/** Waits until a condition holds. @throws {Error} after a time that is a hang's, not a bar */
export async function until(what: string, holds: () => Promise<boolean> | boolean, withinMs = 120_000): Promise<void> {
  for (const end = Date.now() + withinMs; !(await holds()); await pause(50)) {
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs} ms`);
  }
}

/** Waits until a service of ours says that it is ready. */
async function readyAt(url: string): Promise<void> {
  const answers = () =>
    fetch(`${url}/readyz`).then(
      async (response) => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
  await until(`${url} is ready`, answers, READY_MS);
}

function isReady(message: object): message is { readonly peer: 'ready'; readonly url: string } {
  return 'peer' in message && message.peer === 'ready';
}
