/** The whole product with real parts that can all be killed: its own PostgreSQL and broker, and each service as a process. */
import { appendFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Kafka, startKafka } from '@belltower/dev/kafka';
import { startKafkaCluster } from '@belltower/dev/kafka-cluster';
import { freePorts } from '@belltower/dev/ports';
import { type Postgres, startPostgres } from '@belltower/dev/postgres';
import { createQuery, type Query } from '@belltower/dev/query';
import { type EventLog, openEventLog } from '@belltower/event-log';
import { createService, type Service } from '../testbed/service.ts';
import { UNCOUNTED } from '../testbed/uncounted.ts';
import { type ProviderBehaviour, type Providers, startProviders } from './providers.ts';

/** What is to be built. */
export interface StageOptions {
  readonly log: 'kafka' | 'postgres';
  /** With three, every topic has three partitions, each on all of them. @default 1 */
  readonly brokers?: number;
  readonly servers: number;
  readonly notifiers: number;
  readonly behaviour: ProviderBehaviour;
  /** Whether the SMS provider is asked to report what becomes of a message. @default true */
  readonly callbacks?: boolean;
  /** More environment for all services; it wins. Times are scaled here, and nowhere else. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The same for servers alone. */
  readonly serverEnvironment?: Readonly<Record<string, string>>;
  /** More settings of the broker, such as how often it looks for segments to delete. */
  readonly brokerSettings?: Readonly<Record<string, string>>;
}

/** Three customers book without end. */

/** Everything that runs. Disposing it stops all of it; the folder stays as evidence. */
export interface Stage extends AsyncDisposable {
  /** Where data and evidence lie: a folder of this run's own. */
  readonly folder: string;
  readonly servers: readonly [Service, ...Service[]];
  readonly notifiers: readonly [Service, ...Service[]];
  readonly providers: Providers;
  readonly query: Query;
  /** None where the event log is kept in PostgreSQL. */
  readonly brokers: readonly Kafka[];
  readonly postgres: Database;
  /** Opens the event log as a reader of our own. */
  openLog(): EventLog;
}

/** The database as a thing that can be killed and started again, with its data and its port. */
export interface Database {
  kill(): Promise<void>;
  start(): Promise<void>;
}

const JWT_SECRET = 'a secret for the runs in which everything is killed';

/** Starts all of it, and resolves when every service is ready. */
export async function startStage(options: StageOptions): Promise<Stage> {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'belltower-chaos-'));
  await chmod(folder, 0o755); // PostgreSQL may have to run as another user
  const database = await startDatabase(join(folder, 'postgres'));
  started.use(database);
  const brokers = options.log === 'kafka' ? await startBrokers(join(folder, 'kafka'), options) : [];
  for (const broker of brokers) started.use(broker);
  const providers = started.use(await startProviders({ folder, behaviour: options.behaviour }));

  const common = {
    DATABASE_URL: database.url,
    LOG_LEVEL: 'info',
    ...(brokers.length === 0 ? {} : { KAFKA_BROKERS: addressesOf(brokers).join() }),
    ...(brokers.length > 1 ? REPLICATED : {}),
  };
  const [serverPorts, notifierPorts] = [await freePorts(options.servers), await freePorts(options.notifiers)];
  const servers = serverPorts.map((port, index) =>
    createService({
      name: `server ${index + 1}`,
      entry: 'server/src/main.ts',
      url: `http://127.0.0.1:${port}`,
      onOutput: keepOutput(folder, `server-${index + 1}.log`),
      environment: {
        ...common,
        PORT: String(port),
        DEV_TOKENS: '1',
        JWT_SECRET,
        ...UNCOUNTED,
        ...options.environment,
        ...options.serverEnvironment,
      },
    }),
  );
  const notifiers = notifierPorts.map((port, index) =>
    createService({
      name: `notifier ${index + 1}`,
      entry: 'notifier/src/main.ts',
      url: `http://127.0.0.1:${port}`,
      onOutput: keepOutput(folder, `notifier-${index + 1}.log`),
      environment: {
        ...common,
        NOTIFIER_PORT: String(port),
        ...(options.callbacks === false ? {} : { PUBLIC_URL: `http://127.0.0.1:${port}` }),
        ...providers.environment,
        ...options.environment,
      },
    }),
  );
  for (const service of [...servers, ...notifiers]) started.use(service);
  await Promise.all([...servers, ...notifiers].map((service) => service.start()));

  const resources = started.move();
  return {
    folder,
    servers: servers as [Service, ...Service[]],
    notifiers: notifiers as [Service, ...Service[]],
    providers,
    query: createQuery(database.url),
    brokers,
    postgres: database,
    openLog: () =>
      openEventLog(
        brokers.length === 0
          ? { kind: 'postgres', url: database.url }
          : { kind: 'kafka', brokers: addressesOf(brokers) },
      ),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Every record is on two of three brokers before it counts: one may die at any time. */
const REPLICATED = { TOPIC_PARTITIONS: '3', TOPIC_REPLICATION_FACTOR: '3', TOPIC_MIN_INSYNC_REPLICAS: '2' };

async function startBrokers(folder: string, { brokers = 1, brokerSettings = {} }: StageOptions): Promise<Kafka[]> {
  if (brokers > 1) return await startKafkaCluster({ size: brokers, folder, settings: brokerSettings });
  return [await startKafka({ folder, settings: brokerSettings })];
}

function addressesOf(brokers: readonly Kafka[]): string[] {
  return brokers.flatMap((broker) => broker.brokers);
}

function keepOutput(folder: string, name: string): (text: string) => void {
  return (text) => appendFileSync(join(folder, name), text);
}

/** Removes what a run has left on the disk. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

async function startDatabase(folder: string): Promise<Database & AsyncDisposable & { readonly url: string }> {
  await mkdir(folder, { recursive: true });
  let postgres: Postgres = await startPostgres({ folder });
  const { port, url } = postgres;
  return {
    url,
    kill: () => postgres.kill(),
    async start() {
      // The backends of a killed PostgreSQL hold its shared memory until each has noticed.
      for (let tries = 1; ; tries += 1) {
        try {
          postgres = await startPostgres({ folder, port });
          return;
        } catch (error) {
          if (tries === 40) throw error;
          await wait(250);
        }
      }
    },
    [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose](),
  };
}
