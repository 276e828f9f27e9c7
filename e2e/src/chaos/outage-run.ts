/** A run in which one part is away for a while, under load, and comes back. Nothing else is disturbed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ChannelName } from '@belltower/events';
import { metricOf } from '../testbed/metric-of.ts';
import type { Service } from '../testbed/service.ts';
import type { Observed } from './observed.ts';
import { lateMail, lateSms } from './providers.ts';
import { type RunOptions, runWatched } from './run.ts';
import type { Stage } from './stage.ts';
import { rowsOf } from './table.ts';

/** What can be away. */
export const outageTargets = ['smtp', 'providers', 'postgres', 'kafka'] as const;
export type OutageTarget = (typeof outageTargets)[number];

/** What such a run is to be like. */
export interface OutageRunOptions extends Omit<RunOptions, 'appointments' | 'servers' | 'notifiers'> {
  readonly target: OutageTarget;
  /** How long bookings go on before, while it is away, and after. */
  readonly beforeMs: number;
  readonly awayMs: number;
  readonly afterMs: number;
}

/** A finished run. */
export type OutageRun = Awaited<ReturnType<typeof runOutage>>;

/** The middle and the slow end of some times. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

/** Runs once. Rejects only when the run itself could not be carried out; broken promises are in the verdict. */
export async function runOutage(options: OutageRunOptions) {
  const { target, beforeMs, awayMs, afterMs, perSecond } = options;
  const appointments = Math.round(((beforeMs + awayMs + afterMs) * perSecond) / 1000);
  /** Resident memory in MB: before, meanwhile, after. */
  const memory: Record<'server' | 'notifier', number[]> = { server: [], notifier: [] };
  let away = { from: 0, to: 0 };
  /** How often `/readyz` of the server did not answer 200 while the part was away; it was asked each second. */
  let notReady = 0;
  /** How often the notifier's group gave it its partitions, in the whole run. */
  let joins = 0;
  let pids: readonly number[] = [];
  let sameProcesses = false;

  async function weigh({ servers: [server], notifiers: [notifier] }: Stage): Promise<void> {
    memory.server.push(await residentMb(server));
    memory.notifier.push(await residentMb(notifier));
  }
  const pidsOf = ({ servers, notifiers }: Stage) => [...servers, ...notifiers].map((service) => service.pid());

  const run = await runWatched(
    { ...options, appointments, servers: 1, notifiers: 1 },
    {
      behaviour: () => ({ mail: () => lateMail(20), sms: () => lateSms(20) }),
      async disturb({ stage, booked, onProgress }) {
        pids = pidsOf(stage);
        await wait(beforeMs);
        await weigh(stage);
        const end = await begin(stage, target);
        const from = Date.now();
        onProgress(`${target}: away`);
        while (Date.now() < from + awayMs) {
          await wait(Math.min(1_000, from + awayMs - Date.now()));
          const answer = await fetch(`${stage.servers[0].url}/readyz`).catch(() => null);
          if (answer?.status !== 200) notReady += 1;
        }
        away = { from, to: Date.now() };
        await weigh(stage);
        await end();
        onProgress(`${target}: back`);
        await booked;
        return [];
      },
      async lookAround(stage) {
        await weigh(stage);
        sameProcesses = pidsOf(stage).join() === pids.join();
        const log = await readFile(join(stage.folder, 'notifier-1.log'), 'utf8');
        joins = log.split('\n').filter((line) => line.includes(JOINED) && line.includes('appointments.created')).length;
      },
    },
  );
  const before = (at: number) => at < away.from - 2_000;
  const during = (at: number) => at >= away.from && at < away.to;
  return {
    ...run,
    target,
    awayMs,
    perSecond,
    /** From QUEUED to SENT, by channel, of the bookings made before, and while the part was away; milliseconds. */
    latency: { before: spreads(run.observed, before), away: spreads(run.observed, during) },
    memory,
    joins,
    notReady,
    sameProcesses,
  };
}

/** The rows of the table, as names and values. */
export function outageRowsOf(run: OutageRun): [string, string][] {
  const times = ({ count, p50, p99 }: Spread) => (count === 0 ? 'none' : `${p50} / ${p99} ms of ${count}`);
  const { latency, memory } = run;
  return [
    ['away', `${run.target}, ${run.awayMs / 1_000} s`],
    ['bookings a second', String(run.perSecond)],
    ...(['email', 'sms'] as const).flatMap((channel): [string, string][] => [
      [`${channel}, QUEUED to SENT, p50 / p99, booked before`, times(latency.before[channel])],
      [`${channel}, QUEUED to SENT, p50 / p99, booked meanwhile`, times(latency.away[channel])],
    ]),
    ['resident memory of the server: before, meanwhile, after', `${memory.server.join(', ')} MB`],
    ['resident memory of the notifier: before, meanwhile, after', `${memory.notifier.join(', ')} MB`],
    ['times the notifier was given its partitions', String(run.joins)],
    ['times the server was not ready', String(run.notReady)],
    ['the same processes', run.sameProcesses ? 'yes' : 'no'],
    ...rowsOf(run).filter(([name]) => !name.includes('kill')),
  ];
}

const JOINED = 'partitions assigned';

/** Takes the part away; answers what brings it back. */
async function begin({ providers, postgres, brokers }: Stage, target: OutageTarget): Promise<() => Promise<void>> {
  switch (target) {
    case 'smtp':
    case 'providers': {
      const links = target === 'smtp' ? [providers.smtpLink] : [providers.smtpLink, providers.smsLink];
      for (const link of links) link.setFault({ kind: 'refuse' });
      return async () => {
        for (const link of links) link.setFault({ kind: 'none' });
      };
    }
    case 'postgres':
      await postgres.kill();
      return () => postgres.restart();
    case 'kafka':
      await Promise.all(brokers.map((broker) => broker.kill()));
      return async () => void (await Promise.all(brokers.map((broker) => broker.restart())));
  }
}

async function residentMb(service: Service): Promise<number> {
  const bytes = await metricOf(service, 'process_resident_memory_bytes');
  return Math.round(bytes / 1_048_576);
}

/** From QUEUED to the first SENT or DELIVERED, of the deliveries that were queued then. */
function spreads(
  { appointments, history }: Observed,
  then: (queuedAt: number) => boolean,
): Record<ChannelName, Spread> {
  const channels = new Map(
    appointments.flatMap(({ outcome }) =>
      outcome.kind === 'booked' ? outcome.deliveries.map(({ id, channel }) => [id, channel] as const) : [],
    ),
  );
  const times: Record<ChannelName, number[]> = { email: [], sms: [] };
  for (const [id, steps] of Map.groupBy(history, ({ deliveryId }) => deliveryId)) {
    const channel = channels.get(id);
    const queuedAt = steps.find(({ status }) => status === 'queued')?.at;
    const sentAt = steps.find(({ status }) => status === 'sent' || status === 'delivered')?.at;
    if (channel === undefined || queuedAt === undefined || sentAt === undefined || !then(queuedAt)) continue;
    times[channel].push(sentAt - queuedAt);
  }
  return { email: spread(times.email), sms: spread(times.sms) };
}

function spread(times: number[]): Spread {
  const sorted = times.sort((one, other) => one - other);
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return { count: sorted.length, p50: at(0.5), p99: at(0.99) };
}
