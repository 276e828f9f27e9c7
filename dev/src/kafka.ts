/**
 * A real Apache Kafka broker without Docker, from its published jars, as a child process of ours.
 *
 * Promise: it never outlives us. A small shell holds the reading end of our pipe; when we end, however we end, the
 * pipe closes and the shell stops the broker, and removes an ephemeral data folder.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { kafkaAnswers } from './kafka-answers.ts';
import { fetchKafkaJars, jarFolder, javaCommand, whatKafkaLacks } from './kafka-jars.ts';
import { freePorts } from './ports.ts';

/** Where a broker keeps its data, and how it runs. */
export interface KafkaOptions {
  /** The data folder; made when missing. Without it the data is ephemeral, and goes with the broker: for tests. */
  readonly folder?: string;
  /** Where clients connect. @default a free port below 32768 */
  readonly port?: number;
  /**
   * A second listener, which tells its clients to come to `advertisedPort`: where a proxy listens that leads to `port`.
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
  /** Where the jars are kept between runs. @default ~/.cache/belltower/kafka-<version>, or below BELLTOWER_CACHE */
  readonly jars?: string;
  /** Told what takes long. */
  onProgress?(text: string): void;
  /** How long the start may take, after the jars are there. @default 60_000 */
  readonly readyMs?: number;
}

/** A running broker. Disposing it stops it. */
export interface Kafka extends AsyncDisposable {
  readonly brokers: readonly string[];
  /** Where its data is. */
  readonly folder: string;
  /** The process to be killed from outside; null while none runs. */
  readonly pid: number | null;
  /** Ends it as a power cut would, with SIGKILL. */
  kill(): Promise<void>;
  /** Stops it if it runs, and starts it again with the same data on the same port; resolves when it answers. */
  restart(): Promise<void>;
}

/**
 * Starts a broker on 127.0.0.1 and resolves when it answers.
 *
 * @throws {Error} naming what is missing (Java 17, Maven), or with the last lines of its log when it does not start
 */
export async function startKafka(options: KafkaOptions = {}): Promise<Kafka> {
  const jars = options.jars ?? jarFolder();
  const lacking = await whatKafkaLacks(jars);
  if (lacking !== null) throw new Error(lacking);
  const classPath = await fetchKafkaJars(options.onProgress ?? (() => {}), jars);
  await using started = new AsyncDisposableStack();
  const folder = options.folder === undefined ? started.use(ephemeralFolder()).path : resolve(options.folder);
  const endSignal = options.folder === undefined ? 'KILL' : 'TERM';
  mkdirSync(folder, { recursive: true });
  const [controller, internal, free] = await freePorts(3);
  const clients = options.port ?? free;
  if (clients === undefined || controller === undefined || internal === undefined)
    throw new Error('no free port was found');
  const { proxied, users } = options;
  const places = { folder, clients, controller, internal, proxied };
  const settings = writeSettings(folder, { ...settingsOf(places), ...(users && SECURED), ...options.settings });
  await format(classPath, settings, users ?? {});

  const readyMs = options.readyMs ?? 60_000;
  const launch = () => launchBroker({ classPath, settings, port: internal, endSignal, readyMs });
  let broker = await launch();
  started.defer(() => broker.stop());
  const resources = started.move();
  return {
    brokers: [`127.0.0.1:${clients}`],
    folder,
    get pid() {
      return broker.pid();
    },
    kill: () => broker.kill(),
    async restart() {
      await broker.stop();
      broker = await launch();
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

interface Places {
  readonly folder: string;
  readonly clients: number;
  readonly controller: number;
  /** Where we ask whether it is ready, whatever clients have to say to be let in. */
  readonly internal: number;
  readonly proxied: KafkaOptions['proxied'];
}

function settingsOf({ folder, clients, controller, internal, proxied }: Places): Record<string, string> {
  const at = (name: string, port: number) => `${name}://127.0.0.1:${port}`;
  const own = [at('CLIENT', clients), at('INTERNAL', internal), at('CONTROLLER', controller)];
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controller}`,
    listeners: [...own, ...(proxied ? [at('PROXIED', proxied.port)] : [])].join(),
    'advertised.listeners': [...own, ...(proxied ? [at('PROXIED', proxied.advertisedPort)] : [])].join(),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'INTERNAL',
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '500',
    // A broker that was killed may register again only when its last session is over: 9 s by default.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '400',
    'num.network.threads': '1',
    'num.io.threads': '2',
    'auto.create.topics.enable': 'false',
  };
}

/** Who comes without a name is the broker itself, on listeners that only this machine reaches. */
const SECURED = {
  'listener.security.protocol.map':
    'CLIENT:SASL_PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:SASL_PLAINTEXT',
  'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
  'listener.name.client.scram-sha-512.sasl.jaas.config':
    'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users': 'User:admin;User:ANONYMOUS',
  'allow.everyone.if.no.acl.found': 'false',
};

function writeSettings(folder: string, settings: Readonly<Record<string, string>>): string {
  const path = join(folder, 'server.properties');
  writeFileSync(
    path,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  return path;
}

const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg';

async function format(classPath: string, settings: string, users: Readonly<Record<string, string>>): Promise<void> {
  const tool = ['-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.tools.StorageTool'];
  const what = ['format', '--standalone', '-t', CLUSTER_ID, '-c', settings, '--ignore-formatted'];
  const scram = Object.entries(users).flatMap(([name, password]) => {
    return ['--add-scram', `SCRAM-SHA-512=[name=${name},password=${password}]`];
  });
  await promisify(execFile)(javaCommand(), [...tool, ...what, ...scram]).catch((error: Error & { stderr?: string }) => {
    throw new Error(`Apache Kafka's data folder could not be prepared:\n${error.stderr ?? error.message}`);
  });
}

interface Broker {
  /** Null once it ended. */
  pid(): number | null;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

interface Launch {
  readonly classPath: string;
  readonly settings: string;
  readonly port: number;
  /** What ends it, also when we die. */
  readonly endSignal: 'TERM' | 'KILL';
  readonly readyMs: number;
}

/** Ends the broker with the signal named first when our end of the pipe (its descriptor 3) closes. */
const GUARD =
  'exec 3<&0; end=$1; shift; "$@" </dev/null 3<&- & pid=$!; echo "pid $pid"; ' +
  '{ read -r _ <&3; kill -$end $pid; } 2>/dev/null & watch=$!; ' +
  'exec 3<&-; wait $pid; code=$?; kill $watch 2>/dev/null; exit $code';

const HEAP = ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

/** Its own process group keeps a terminal's ^C from it: we end it, in order. */
async function launchBroker({ classPath, settings, port, endSignal, readyMs }: Launch): Promise<Broker> {
  const logging = `-Dlog4j.configuration=file:${writeLogging(settings)}`;
  const java = [javaCommand(), ...HEAP, logging, '-cp', classPath, 'kafka.Kafka', settings];
  const child = spawn('sh', ['-c', GUARD, 'sh', endSignal, ...java], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  child.stdin.on('error', () => {});
  let log = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-8_000);
    });
  }
  const pid = once(child.stdout, 'data').then(([text]) => Number(/^pid (\d+)$/m.exec(String(text))?.[1]));

  const running = () => child.exitCode === null && child.signalCode === null;
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  const deadline = Date.now() + readyMs;
  while (running() && !(await kafkaAnswers(port))) {
    if (Date.now() > deadline) await stop();
    await sleep(50);
  }
  if (!running()) throw new Error(`Apache Kafka did not start on port ${port} within ${readyMs} ms:\n${log.trim()}`);
  const javaPid = await pid;
  return {
    pid: () => (running() ? javaPid : null),
    stop,
    async kill() {
      if (running()) process.kill(javaPid, 'SIGKILL');
      await ended;
    },
  };
}

function writeLogging(settings: string): string {
  const path = settings.replace(/server\.properties$/, 'log4j.properties');
  const console = 'org.apache.log4j.ConsoleAppender';
  const layout = 'org.apache.log4j.PatternLayout';
  const lines = ['log4j.rootLogger=WARN, console', `log4j.appender.console=${console}`];
  writeFileSync(path, [...lines, `log4j.appender.console.layout=${layout}`, ''].join('\n'));
  return path;
}

/** A folder that goes when it is disposed, and also a second after we die: by then the broker is gone. */
function ephemeralFolder(): AsyncDisposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'belltower-kafka-'));
  const janitor = spawn('sh', ['-c', 'read -r _ || sleep 1; rm -rf "$1"', 'sh', path], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.stdin.on('error', () => {});
  const gone = once(janitor, 'exit');
  janitor.unref();
  return {
    path,
    async [Symbol.asyncDispose]() {
      janitor.ref();
      janitor.stdin.end('now\n');
      await gone;
    },
  };
}
