/** The whole product with real parts that can all be killed: its own PostgreSQL and broker, and each service as a process. */
import { appendFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '@belltower/dev/kafka';
import { startKafkaCluster } from '@belltower/dev/kafka-cluster';
import { startPostgres } from '@belltower/dev/postgres';
import { createQuery } from '@belltower/dev/query';
import type { AcceptedMail } from '@belltower/dev/scripted-smtp-server';
import { openEventLog } from '@belltower/event-log';
import { createNotifier, createServer, type Service } from '../testbed/service.ts';
import { type ProviderBehaviour, startProviders } from './providers.ts';

/** What is to be built. */
export interface StageOptions {
  readonly log: 'kafka' | 'postgres';
  /** With three, every topic has three partitions, each on all of them. @default 1 */
  readonly brokers?: number;
  readonly servers: number;
  readonly notifiers: number;
  readonly behaviour: ProviderBehaviour;
  /** Called with each mail that is accepted. */
  readonly onMail?: (mail: AcceptedMail) => void;
  /** More environment for all services; it wins. Times are scaled here, and nowhere else. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The same for servers alone. */
  readonly serverEnvironment?: Readonly<Record<string, string>>;
  /** More settings of the broker, such as how often it looks for segments to delete. */
  readonly brokerSettings?: Readonly<Record<string, string>>;
}

/** Everything that runs. Disposing it stops all of it; the folder stays as evidence. */
export type Stage = Awaited<ReturnType<typeof startStage>>;

/** Starts all of it, and resolves when every service is ready. */
export async function startStage(options: StageOptions) {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'belltower-chaos-'));
  await chmod(folder, 0o755); // PostgreSQL may have to run as another user
  const postgres = started.use(await startPostgres({ folder: join(folder, 'postgres') }));
  const brokers = options.log === 'kafka' ? await startBrokers(join(folder, 'kafka'), options) : [];
  for (const broker of brokers) started.use(broker);
  const addresses = brokers.flatMap((broker) => broker.brokers);
  const providers = started.use(await startProviders({ folder, ...options }));

  const environment = {
    DATABASE_URL: postgres.url,
    ...(brokers.length === 0 ? {} : { KAFKA_BROKERS: addresses.join() }),
    ...(brokers.length > 1 ? REPLICATED : {}),
    ...options.environment,
  };
  const which = (kind: string, index: number) => ({
    name: `${kind} ${index + 1}`,
    onOutput: (text: string) => appendFileSync(join(folder, `${kind}-${index + 1}.log`), text),
  });
  const servers = await several(options.servers, (index) =>
    createServer({ ...environment, ...options.serverEnvironment }, which('server', index)),
  );
  const notifiers = await several(options.notifiers, (index) =>
    createNotifier(providers, environment, which('notifier', index)),
  );
  for (const service of [...servers, ...notifiers]) started.use(service);
  await Promise.all([...servers, ...notifiers].map((service) => service.start()));

  const resources = started.move();
  return {
    /** Where data and evidence lie: a folder of this run's own. */
    folder,
    servers,
    notifiers,
    providers,
    query: createQuery(postgres.url),
    /** None where the event log is kept in PostgreSQL. */
    brokers,
    postgres,
    /** Opens the event log as a reader of our own. */
    openLog: () =>
      openEventLog(
        brokers.length === 0 ? { kind: 'postgres', url: postgres.url } : { kind: 'kafka', brokers: addresses },
      ),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Every record is on two of three brokers before it counts: one may die at any time. */
const REPLICATED = { TOPIC_PARTITIONS: '3', TOPIC_REPLICATION_FACTOR: '3', TOPIC_MIN_INSYNC_REPLICAS: '2' };

async function several(count: number, create: (index: number) => Promise<Service>): Promise<[Service, ...Service[]]> {
  const others = Array.from({ length: count - 1 }, (_, index) => create(index + 1));
  return [await create(0), ...(await Promise.all(others))];
}

async function startBrokers(folder: string, { brokers = 1, brokerSettings = {} }: StageOptions) {
  if (brokers > 1) return await startKafkaCluster({ size: brokers, folder, settings: brokerSettings });
  return [await startKafka({ folder, settings: brokerSettings })];
}

/** Removes what a run has left on the disk. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
