/** A broker's process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type GuardedProcess, startGuarded } from '../process/guarded-process.ts';
import { kafkaAnswers } from './answers.ts';
import { javaCommand } from './jars.ts';

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

const HEAP = ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

/**
 * Starts it, and resolves when it answers.
 *
 * @throws {Error} with the last lines of its log when it does not start
 */
export async function launchBroker(launch: Launch): Promise<GuardedProcess> {
  const { classPath, settings, logging, port, endSignal, readyMs } = launch;
  const log4j = `-Dlog4j.configuration=file:${logging}`;
  const broker = startGuarded({
    command: [javaCommand(), ...HEAP, log4j, '-cp', classPath, 'kafka.Kafka', settings],
    endSignal,
  });
  const deadline = Date.now() + readyMs;
  while (broker.running() && !(await kafkaAnswers(port))) {
    if (Date.now() > deadline) await broker.stop();
    await sleep(50);
  }
  if (broker.running()) return broker;
  throw new Error(`Apache Kafka did not start on port ${port} within ${readyMs} ms:\n${broker.log()}`);
}
