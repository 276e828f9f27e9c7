/** On what a run ran: numbers without it say little. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

const ROOT = new URL('../../', import.meta.url);

/** Machine, versions and date, as lines of Markdown. `alsoBusy` is the load before we began. */
export function machineLines(loadBefore: number): string[] {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const peers = ['@apollo/server', '@mikro-orm/core', 'kafkajs', 'mercurius', 'graphql-yoga', 'graphql-ws', 'pg'];
  return [
    `- Date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `- Machine: ${availableParallelism()} cores (${model}), ${memory} GiB, ${process.platform} ${process.arch}; load before the run ${loadBefore.toFixed(1)}`,
    `- Node ${process.versions.node}; PostgreSQL 18.4 (fsync, full_page_writes and synchronous_commit on); Apache Kafka 4.3.1, one broker (acks=all)`,
    `- ${peers.map((name) => `${name} ${versionOf(name)}`).join(', ')}`,
  ];
}

/** The load of the last minute. */
export function loadNow(): number {
  return loadavg()[0] ?? Number.NaN;
}

function versionOf(name: string): string {
  const file = new URL(`bench/node_modules/${name}/package.json`, ROOT);
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return version;
}
