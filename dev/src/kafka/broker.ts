/** A broker's process. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type GuardedProcess, startGuarded } from '../process/guarded-process.ts';
import { javaCommand } from './jars.ts';

interface Launch {
  readonly classPath: string;
  /** The paths of server.properties and log4j.properties. */
  readonly settings: string;
  readonly logging: string;
  readonly port: number;
  /** What ends it, also when we die. */
  readonly endSignal: 'TERM' | 'KILL';
}

const READY_MS = 60_000;
const HEAP = ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

/**
 * Starts it, and resolves when it answers.
 *
 * @throws {Error} with the last lines of its log when it does not start
 */
export async function launchBroker({ classPath, settings, logging, port, endSignal }: Launch): Promise<GuardedProcess> {
  const log4j = `-Dlog4j.configuration=file:${logging}`;
  const broker = startGuarded({
    command: [javaCommand(), ...HEAP, log4j, '-cp', classPath, 'kafka.Kafka', settings],
    endSignal,
  });
  const deadline = Date.now() + READY_MS;
  while (broker.running() && !(await answers(port))) {
    if (Date.now() > deadline) await broker.stop();
    await sleep(50);
  }
  if (broker.running()) return broker;
  throw new Error(`Apache Kafka did not start on port ${port} within ${READY_MS} ms:\n${broker.log()}`);
}

/** Metadata request, version 1, no topics: https://kafka.apache.org/protocol#The_Messages_Metadata */
const METADATA_REQUEST = Buffer.from([
  ...[0, 0, 0, 14], // length
  ...[0, 3, 0, 1], // api key, version
  ...[0, 0, 0, 1], // correlation id
  ...[0xff, 0xff], // client id: null
  ...[0, 0, 0, 0], // topics: an empty list
]);

/**
 * Whether it names itself, by its port, among the living brokers: an open port or a line in its log comes seconds too early.
 * By hand, because kafkajs would print a warning on the console of `npm start`.
 */
async function answers(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.setTimeout(1_000, () => socket.destroy());
  const name = Buffer.alloc(4);
  name.writeInt32BE(port);
  try {
    socket.write(METADATA_REQUEST);
    let answer = Buffer.alloc(0);
    for await (const part of socket) {
      answer = Buffer.concat([answer, part as Buffer]);
      if (answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0)) break;
    }
    return answer.includes(name);
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
