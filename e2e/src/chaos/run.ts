/**
 * One run: bookings at a rate while something is done to the system; then everything is left alone until nothing is
 * left to do, and what was observed is held against the promises.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { callAs, cursorNow } from '../testbed/caller.ts';
import { judge } from './checks.ts';
import { watchCommits } from './commits.ts';
import { drive } from './driver.ts';
import { keepEvidence } from './evidence.ts';
import { readEvents, readHistory, readRecorded, readReminders, readStatusEvents } from './history.ts';
import type { CommitSample, Kill, Observed } from './observed.ts';
import type { ProviderBehaviour } from './providers.ts';
import { createRandom, type Random } from './random.ts';
import { startReminderClock } from './reminder-clock.ts';
import { settle } from './settle.ts';
import { removeFolder, type Stage, startStage } from './stage.ts';
import { type Subscriber, startSubscriber } from './subscriber.ts';
import { type Supervisor, startSupervisor } from './supervisor.ts';
import { users } from './wishes.ts';

/** What every run is to be like. */
export interface RunOptions {
  readonly seed: number;
  readonly log: 'kafka' | 'postgres';
  /** How many brokers hold the log, when Kafka does. @default 1 */
  readonly brokers?: number;
  readonly appointments: number;
  /** The part of them that are changed afterwards, or reminded of, each: from 0 to 1. @default none */
  readonly eventful?: number;
  readonly perSecond: number;
  readonly servers: number;
  readonly notifiers: number;
  /** How long everything may take to become terminal after the last booking and the last fault. */
  readonly settleMs: number;
  /** What the waits of the notifier's policy are multiplied by. Not the server's: emitting again would hide a loss. */
  readonly timeScale: number;
  /** Keep the folder also when every promise was held. */
  readonly keep?: boolean;
  onProgress?(text: string): void;
}

/** A finished run. */
export type FinishedRun = Awaited<ReturnType<typeof runWatched>>;

/** The running system, as a disturbance gets it. */
export interface Scenery {
  readonly stage: Stage;
  readonly subscribers: readonly Subscriber[];
  readonly supervisor: Supervisor;
  readonly random: Random;
  /** Resolves when every booking has an outcome. */
  readonly booked: Promise<unknown>;
  /** Begins no more bookings. */
  enough(): void;
  onProgress(text: string): void;
}

/** What is done to the system; answers who was killed. It may stop before the bookings do, or after. */
export interface Disturbance {
  behaviour(random: Random): ProviderBehaviour;
  disturb(scenery: Scenery): Promise<Kill[]>;
  /** Looks at what is still running, when nothing is left to do. */
  lookAround?(stage: Stage): Promise<void>;
}

/** Runs once. Rejects only when the run itself could not be carried out; broken promises are in the verdict. */
export async function runWatched(options: RunOptions, disturbance: Disturbance) {
  const { seed, log: kind, brokers = 1, appointments: count, eventful = 0, perSecond, onProgress = () => {} } = options;
  const startedAt = Date.now();
  const random = createRandom(seed);
  await using resources = new AsyncDisposableStack();
  const stage = resources.use(
    await startStage({
      log: kind,
      brokers,
      servers: options.servers,
      notifiers: options.notifiers,
      behaviour: disturbance.behaviour(random.fork('providers')),
      environment: { POLICY_TIME_SCALE: String(options.timeScale) },
      serverEnvironment: { POLICY_TIME_SCALE: '1', REMINDER_HOURS: '00:00-24:00' },
    }),
  );
  onProgress(`everything is up; data and evidence: ${stage.folder}`);

  const log = resources.use(stage.openLog());
  const commits: CommitSample[] = [];
  resources.use(watchCommits(log, commits));
  const supervisor = resources.use(await startSupervisor([...stage.servers, ...stage.notifiers]));
  const [subscribers, tokens] = await subscribeAll(stage);
  for (const subscriber of subscribers) resources.use(subscriber);

  const reminderClock = resources.use(startReminderClock(stage.query, 0.05));
  let known = 0;
  const stopping = new AbortController();
  const booked = drive({
    urls: urlsOf(stage),
    tokens,
    random: random.fork('driver'),
    count,
    eventful,
    perSecond,
    enough: stopping.signal,
    onOutcome(appointment) {
      appendFileSync(join(stage.folder, 'bookings.jsonl'), `${JSON.stringify({ at: Date.now(), ...appointment })}\n`);
      known += 1;
      if (known % 100 === 0) onProgress(`${known} of ${count} bookings have an outcome`);
    },
  });
  const enough = () => stopping.abort();
  const scenery = { stage, subscribers, supervisor, random, booked, enough, onProgress };
  const [appointments, kills] = await Promise.all([booked, disturbance.disturb(scenery)]);
  onProgress('no more bookings and faults: waiting until nothing is left to do');
  reminderClock.makeAllDue();
  const settled = await settle(stage, log, subscribers, { withinMs: options.settleMs, onProgress });
  await disturbance.lookAround?.(stage);

  const observed: Observed = {
    appointments,
    accepts: [...stage.providers.accepts],
    events: await readEvents(log),
    recorded: await readRecorded(stage.query),
    reminders: await readReminders(stage.query),
    statusEvents: await readStatusEvents(log),
    history: await readHistory(stage.query),
    commits,
    streams: subscribers.map((subscriber) => subscriber.stream()),
    ...settled,
  };
  const verdict = judge(observed);
  onProgress(
    settled.settledMs === null ? `given up: ${settled.unsettled}` : 'nothing is left to do; everything is stopped',
  );
  const allKept = verdict.violations.length === 0;
  const keep = !allKept || options.keep === true;
  if (keep) await keepEvidence(stage, observed, verdict);
  await resources.disposeAsync();
  if (!keep) await removeFolder(stage.folder);
  return {
    seed,
    log: kind,
    brokers,
    observed,
    verdict,
    kills,
    /** Processes that ended without being asked to. */
    unexpectedEnds: supervisor.unexpectedEnds,
    /** Events that servers emitted again because nobody had picked them up: losses that were repaired. */
    reemitted: stage.servers.reduce((sum, server) => sum + server.output().split(REEMITTED).length - 1, 0),
    tookMs: Date.now() - startedAt,
    /** Where the evidence is kept; null when none is. */
    evidence: keep ? stage.folder : null,
  };
}

const REEMITTED = 'an event was not picked up: it is emitted again';

/** One subscriber for each user and one for staff, all from the position before the first booking. */
async function subscribeAll(stage: Stage): Promise<[Subscriber[], Record<(typeof users)[number], string>]> {
  const urls = urlsOf(stage);
  let turn = 0;
  const url = () => urls[turn++ % urls.length] ?? urls[0];
  const tokens = { anna: '', bela: '', carl: '' };
  const subscribers: Subscriber[] = [];
  for (const [name, role] of [...users.map((user) => [user, 'customer'] as const), ['desk', 'staff'] as const]) {
    const { token } = await callAs(urls[0], name, role);
    if (name !== 'desk') tokens[name] = token;
    const user = role === 'staff' ? null : name;
    const after = await cursorNow({ url: urls[0] }, token);
    subscribers.push(startSubscriber({ name, user, token, url, after }));
  }
  return [subscribers, tokens];
}

function urlsOf(stage: Stage): readonly [string, ...string[]] {
  const [first, ...others] = stage.servers;
  return [first.url, ...others.map(({ url }) => url)];
}
