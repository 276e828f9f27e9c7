/** Producers that are not ours, for tests: Java's client, which the test broker's jars hold, and librdkafka by kcat. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fetchKafkaJars, javaCommand } from './jars.ts';

/** What they can compress with. */
export const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

/** How a foreign producer appends: each value as a record of partition 0. */
export interface ForeignProducer {
  readonly name: string;
  /** Whether this machine has it. */
  readonly isHere: boolean;
  append(brokers: readonly string[], topic: string, codec: string, values: readonly string[]): Promise<void>;
}

/** Java's takes a compiler, because it runs from source; kcat is a package of most systems. */
export const foreignProducers: readonly ForeignProducer[] = [
  {
    name: 'Java’s client',
    isHere: succeeds(javaCommand(), ['--list-modules'], 'jdk.compiler'),
    async append(brokers, topic, codec, values) {
      const classPath = await fetchKafkaJars();
      const program = join(import.meta.dirname, 'ForeignProducer.java');
      await run(javaCommand(), ['-cp', classPath, program, brokers.join(), topic, codec], values);
    },
  },
  {
    name: 'librdkafka (kcat)',
    isHere: succeeds('kcat', ['-V'], 'librdkafka'),
    async append(brokers, topic, codec, values) {
      const how = '-P -p 0 -k k -H no-value -X linger.ms=200'.split(' ');
      await run('kcat', [...how, '-b', brokers.join(), '-t', topic, '-z', codec], values);
    },
  },
];

function succeeds(command: string, args: readonly string[], says: string): boolean {
  const { stdout, status } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 && stdout.includes(says);
}

async function run(command: string, args: readonly string[], lines: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  const said: Buffer[] = [];
  child.stderr.on('data', (part: Buffer) => said.push(part));
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${Buffer.concat(said)}`);
}
