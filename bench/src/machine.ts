/** On what a run ran: numbers without it say little. */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

const ROOT = new URL('../../', import.meta.url);

/** Machine, versions and date, as lines of Markdown. */
export function machineLines(loadBefore: number, loadAfter: number): string[] {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const peers = [
    '@apollo/server',
    '@mikro-orm/core',
    'kafkajs',
    'mercurius',
    'graphql-yoga',
    'graphql-ws',
    'nodemailer',
    'pg',
  ];
  return [
    `- Date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `- Machine: ${availableParallelism()} cores (${model}), ${memory} GiB, ${process.platform} ${process.arch}; load of the minute before the run ${loadBefore.toFixed(1)}, of its last minute ${loadAfter.toFixed(1)}`,
    `- Node ${process.versions.node}; PostgreSQL 18.4 (fsync, full_page_writes and synchronous_commit on); Apache Kafka 4.3.1, one broker (acks=all)`,
    `- ${peers.map((name) => `${name} ${versionOf(name)}`).join(', ')}`,
  ];
}

/** The load of the last minute. */
export function loadNow(): number {
  return loadavg()[0] ?? Number.NaN;
}

/** Of what the peers run on, or of what the project runs on, where the peers have none of their own. */
function versionOf(name: string): string {
  const [file] = ['bench/node_modules', 'node_modules']
    .map((folder) => new URL(`${folder}/${name}/package.json`, ROOT))
    .filter((url) => existsSync(url));
  if (file === undefined) return 'is not installed';
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return version;
}
