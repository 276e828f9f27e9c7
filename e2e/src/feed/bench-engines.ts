/** The three engines of the benchmark behind one face: each a process of its own, asked the same. */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { startPostgres } from '@belltower/dev/postgres';
import { deliveryIdOf } from '@belltower/events';
import type { PlainChange } from './plain-server.ts';
import { metricOf, startFeedStage } from './stage.ts';
import { createCourse } from './status-record.ts';

/** What a peer is asked, and answers. */
export type PeerQuestion =
  | { readonly kind: 'publish'; readonly changes: readonly PlainChange[] }
  | { readonly kind: 'usage' };
export type PeerAnswer = { readonly kind: 'ready'; readonly url: string } | ({ readonly kind: 'usage' } & Usage);

/** What a process has used so far. */
export interface Usage {
  readonly rss: number;
  readonly cpuMicros: number;
  readonly subscriptions: number;
}

/** An engine under measurement. */
export interface Engine extends AsyncDisposable {
  readonly url: string;
  usage(): Promise<Usage>;
  /** Lets it collect its garbage. */
  collect(): Promise<void>;
  /** Lets so many changes happen in one go. */
  publish(count: number): Promise<void>;
}

export const engineNames = ['raw', 'plain', 'belltower'] as const;
export type EngineName = (typeof engineNames)[number];

/** The young generation of each has 4 MB: with Node's default it hides what a socket costs. */
const NODE_OPTIONS = `--max-semi-space-size=4 --import=${new URL('./collect-garbage.ts', import.meta.url).href}`;

/** Starts an engine, with nothing in it. */
export async function startEngine(name: EngineName): Promise<Engine> {
  return name === 'belltower' ? await startOurs() : await startPeer(name);
}

async function startPeer(name: 'raw' | 'plain'): Promise<Engine> {
  const entry = new URL('./bench-peer.ts', import.meta.url);
  const child = fork(entry, [name], { env: { PATH: process.env.PATH ?? '', NODE_OPTIONS } });
  const answer = async () => ((await once(child, 'message')) as [PeerAnswer])[0];
  const ready = await answer();
  if (ready.kind !== 'ready') throw new Error(`${name} was expected to be ready, got ${ready.kind}`);
  const change = {
    cursor: 'x'.repeat(80),
    replayed: false,
    deliveryId: randomUUID(),
    appointmentId: randomUUID(),
    userId: 'nobody',
    channel: 'EMAIL',
    status: 'SENDING',
    error: { code: 'PROVIDER_UNAVAILABLE', message: '451 try again later', retryable: true },
    nextAttemptAt: null,
    occurredAt: '2026-02-13T17:00:01.250Z',
  };
  let attempt = 0;
  return {
    url: ready.url,
    async usage() {
      const answered = answer();
      child.send({ kind: 'usage' });
      const usage = await answered;
      if (usage.kind !== 'usage') throw new Error(`${name} was asked for its usage, got ${usage.kind}`);
      return usage;
    },
    async collect() {
      child.kill('SIGUSR2');
    },
    async publish(count) {
      child.send({
        kind: 'publish',
        changes: Array.from({ length: count }, () => ({ ...change, attempt: ++attempt })),
      });
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

/** The whole server with its database: what reading the log and storing the change take is counted as well. */
async function startOurs(): Promise<Engine> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startPostgres());
  const stage = started.use(
    await startFeedStage({
      databaseUrl: postgres.url,
      environment: { NODE_OPTIONS, SOCKETS_PER_USER: '20000', REQUESTS_PER_SECOND: '100000', REQUESTS_BURST: '100000' },
    }),
  );
  const [server] = stage.servers;
  const sourceEventId = randomUUID();
  const id = deliveryIdOf(sourceEventId, 'email');
  const next = createCourse({ id, sourceEventId, appointmentId: randomUUID(), channel: 'email' });
  const owned = started.move();
  return {
    url: server.url,
    async usage() {
      const names = ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'server_subscriptions'];
      const [rss = 0, cpuSeconds = 0, subscriptions = 0] = await Promise.all(
        names.map((name) => metricOf(server, name)),
      );
      return { rss, cpuMicros: cpuSeconds * 1e6, subscriptions };
    },
    async collect() {
      process.kill(server.pid(), 'SIGUSR2');
    },
    publish: (count) => stage.log.append(Array.from({ length: count }, next)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
