/**
 * A real Apache Kafka broker without Docker, from its published jars, as a child process of ours.
 *
 * Promise: it never outlives us (process/guarded-process.ts), nor does an ephemeral data folder.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePorts } from '../network/ports.ts';
import { launchBroker } from './broker.ts';
import { fetchKafkaJars, whatKafkaLacks } from './jars.ts';
import { LOGGING, type Member, SECURED, settingsOf, writeProperties } from './settings.ts';
import { ephemeralFolder, format } from './storage.ts';

/** Where a broker keeps its data, and how it runs. */
export interface KafkaOptions {
  /** The data folder; made when missing. Without it the data is ephemeral, and goes with the broker: for tests. */
  readonly folder?: string;
  /** Where clients connect. @default a free port below 32768 */
  readonly port?: number;
  /**
   * A second listener, which advertises `advertisedPort` to its clients: where a proxy listens that leads to `port`.
   * Clients follow what brokers advertise, so a proxy alone would be passed by after the first answer.
   */
  readonly proxied?: { readonly port: number; readonly advertisedPort: number };
  /**
   * Passwords by user name. With users, clients must say who they are, by SASL SCRAM-SHA-512 in the clear: `admin` may
   * do everything, the others what ACLs allow them.
   */
  readonly users?: Readonly<Record<string, string>>;
  /** More lines of server.properties, such as `{ 'message.max.bytes': '2000000' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called with a sentence on each step that takes long. */
  onProgress?(text: string): void;
  /** Which broker of a cluster it is: then it answers only when most of the others run. See `kafka-cluster.ts`. */
  readonly member?: Member;
}

/** A running broker. Disposing it stops it. */
export type Kafka = Awaited<ReturnType<typeof startKafka>>;

/**
 * Starts a broker on 127.0.0.1 and resolves when it answers.
 *
 * @throws {Error} naming what is missing (Java 17, Maven), or with the last lines of its log when it does not start
 */
export async function startKafka(options: KafkaOptions = {}) {
  const lacking = await whatKafkaLacks();
  if (lacking !== null) throw new Error(lacking);
  const classPath = await fetchKafkaJars(options.onProgress);
  await using started = new AsyncDisposableStack();
  const folder = options.folder === undefined ? started.use(ephemeralFolder()).path : resolve(options.folder);
  // A member asked to end waits minutes for the others to let it go, who may have ended before.
  const endSignal = options.folder === undefined || options.member !== undefined ? 'KILL' : 'TERM';
  mkdirSync(folder, { recursive: true });
  const [internal, free, freeController] = await freePorts(3);
  const { proxied, users, member } = options;
  const clients = options.port ?? free;
  const controller = member?.controllers[member.id - 1] ?? freeController;
  if (clients === undefined || controller === undefined || internal === undefined)
    throw new Error('no free port was found');
  const places = { folder, clients, controller, internal, proxied, member };
  const properties = { ...settingsOf(places), ...(users && SECURED), ...options.settings };
  const settings = writeProperties(join(folder, 'server.properties'), properties);
  await format(classPath, settings, { users: users ?? {}, alone: member === undefined });
  const logging = writeProperties(join(folder, 'log4j.properties'), LOGGING);

  const launch = () => launchBroker({ classPath, settings, logging, port: internal, endSignal });
  let broker = await launch();
  started.defer(() => broker.stop());
  const resources = started.move();
  return {
    brokers: [`127.0.0.1:${clients}`],
    folder,
    /** The process to be killed from outside; null while none runs. */
    get pid() {
      return broker.running() ? broker.pid() : null;
    },
    /** Resolves with its exit code when it ended. */
    get ended() {
      return broker.ended;
    },
    /** Ends it as a power cut would, with SIGKILL. */
    kill: () => broker.kill(),
    /** Stops it if it runs, and starts it again with the same data on the same port; resolves when it answers. */
    async restart() {
      await broker.stop();
      broker = await launch();
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
