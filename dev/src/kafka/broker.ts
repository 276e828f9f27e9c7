/** A broker's process, in a small shell that ends it when we are gone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaAnswers } from './answers.ts';
import { javaCommand } from './jars.ts';

/** A running broker. */
export interface Broker {
  /** Null once it ended. */
  pid(): number | null;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** What to run, and how. */
export interface Launch {
  readonly classPath: string;
  /** The paths of server.properties and log4j.properties. */
  readonly settings: string;
  readonly logging: string;
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

/**
 * Starts it, and resolves when it answers. Its own process group keeps a terminal's ^C from it: we end it, in order.
 *
 * @throws {Error} with the last lines of its log when it does not start
 */
export async function launchBroker({
  classPath,
  settings,
  logging,
  port,
  endSignal,
  readyMs,
}: Launch): Promise<Broker> {
  const java = [
    javaCommand(),
    ...HEAP,
    `-Dlog4j.configuration=file:${logging}`,
    '-cp',
    classPath,
    'kafka.Kafka',
    settings,
  ];
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
