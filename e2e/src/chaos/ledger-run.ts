/**
 * One run: bookings at a rate, everything killed at random, links made bad, subscribers cut; then everything is left
 * alone until nothing is left to do, and what was observed is held against the promises.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { callAs } from '../caller.ts';
import { judge } from './checks.ts';
import { watchCommits } from './commits.ts';
import { drive, users } from './driver.ts';
import { keepEvidence } from './evidence.ts';
import { startGremlin } from './gremlin.ts';
import { readCreated, readHistory, readTold } from './history.ts';
import type { Observed } from './observed.ts';
import { planKills } from './plan.ts';
import type { ProviderBehaviour } from './providers.ts';
import { createRandom, type Random } from './random.ts';
import { reap } from './reaper.ts';
import { settle } from './settle.ts';
import { removeFolder, type Stage, startStage } from './stage.ts';
import { type Subscriber, startSubscriber } from './subscriber.ts';
import { startSupervisor } from './supervisor.ts';
import type { RunReport } from './table.ts';

/** What a run is to be like. */
export interface LedgerRunOptions {
  readonly seed: number;
  readonly log: 'kafka' | 'postgres';
  readonly bookings: number;
  readonly perSecond: number;
  readonly kills: number;
  /** The mean time between two kills. */
  readonly everyMs: number;
  readonly servers: number;
  readonly notifiers: number;
  /** How long everything may take to come to rest after the last booking and the last kill. */
  readonly settleMs: number;
  /** What the waits of the notifier's policy are multiplied by. Not the server's: emitting again would hide a loss. */
  readonly timeScale: number;
  /** Keep the folder also when every promise was held. */
  readonly keep?: boolean;
  /** Told how it goes. */
  onProgress?(text: string): void;
}

/** A finished run. */
export interface LedgerRun extends RunReport {
  /** Where the evidence is kept; null when none is. */
  readonly evidence: string | null;
}

/** Runs once. Rejects only when the run itself could not be carried out; broken promises are in the verdict. */
export async function runLedger(options: LedgerRunOptions): Promise<LedgerRun> {
  const { seed, log: kind, bookings: count, perSecond, kills: killCount, everyMs, onProgress = () => {} } = options;
  const startedAt = Date.now();
  const random = createRandom(seed);
  await using resources = new AsyncDisposableStack();
  const stage = resources.use(
    await startStage({
      log: kind,
      servers: options.servers,
      notifiers: options.notifiers,
      behaviour: moody(random.fork('providers')),
      environment: { POLICY_TIME_SCALE: String(options.timeScale) },
      serverEnvironment: { POLICY_TIME_SCALE: '1' },
    }),
  );
  onProgress(`everything is up; data and evidence: ${stage.folder}`);

  const log = resources.use(stage.openLog());
  const commits = resources.use(watchCommits(log));
  const [subscribers, tokens] = await subscribeAll(stage);
  for (const subscriber of subscribers) resources.use(subscriber);
  const supervisor = resources.use(startSupervisor([...stage.servers, ...stage.notifiers]));

  const gremlin = resources.use(startGremlin(stage.providers, random.fork('gremlin')));
  const scissors = resources.use(startScissors(subscribers, random.fork('scissors')));
  let booked = 0;
  const [bookings, kills] = await Promise.all([
    drive({
      urls: urlsOf(stage),
      tokens,
      random: random.fork('driver'),
      count,
      perSecond,
      onOutcome(booking) {
        appendFileSync(join(stage.folder, 'bookings.jsonl'), `${JSON.stringify({ at: Date.now(), ...booking })}\n`);
        booked += 1;
        if (booked % 100 === 0) onProgress(`${booked} of ${count} bookings have an outcome`);
      },
    }),
    reap(
      {
        stage,
        supervisor,
        onKill(casualty) {
          appendFileSync(join(stage.folder, 'kills.jsonl'), `${JSON.stringify(casualty)}\n`);
          onProgress(
            `killed: ${casualty.target}${casualty.backlog === null ? '' : `, ${casualty.backlog} in the outbox`}`,
          );
        },
      },
      planKills(random.fork('reaper'), { kills: killCount, log: kind, everyMs }),
    ),
  ]);
  await gremlin[Symbol.asyncDispose]();
  await scissors[Symbol.asyncDispose]();
  onProgress('no more bookings, kills and faults: waiting until nothing is left to do');
  const settled = await settle(stage, log, subscribers, { withinMs: options.settleMs, onProgress });

  const observed: Observed = {
    bookings,
    accepts: [...stage.providers.accepts],
    created: await readCreated(log),
    told: await readTold(log),
    history: await readHistory(stage.query),
    commits: [...commits.samples],
    streams: subscribers.map((subscriber) => subscriber.stream()),
    ...settled,
  };
  const verdict = judge(observed);
  onProgress(
    settled.settledMs === null ? `given up: ${settled.unsettled}` : 'nothing is left to do; everything is stopped',
  );
  const held = verdict.violations.length === 0;
  const keep = !held || options.keep === true;
  if (keep) await keepEvidence(stage, observed, verdict);
  await resources.disposeAsync();
  if (!keep) await removeFolder(stage.folder);
  return {
    seed,
    log: kind,
    observed,
    verdict,
    kills,
    endedThemselves: supervisor.endedThemselves,
    reemitted: stage.servers.reduce((sum, server) => sum + server.output().split(REEMITTED).length - 1, 0),
    tookMs: Date.now() - startedAt,
    evidence: keep ? stage.folder : null,
  };
}

/** What a server logs then. */
const REEMITTED = 'an event was not picked up: it is emitted again';

/** Providers as they are: mostly quick, sometimes slow, rarely a refusal, or an acceptance that is never told. */
function moody(random: Random): ProviderBehaviour {
  return {
    mail() {
      const draw = random.next();
      if (draw < 0.03) return { kind: 'refuse', at: 'rcpt', reply: '550 5.1.1 no such mailbox' };
      if (draw < 0.06) return { kind: 'refuse', at: 'dot', reply: '451 4.3.0 try again' };
      if (draw < 0.09) return { kind: 'swallow', closeAfterMs: random.between(0, 300) };
      return { kind: 'accept', answerAfterMs: random.chance(0.5) ? random.between(50, 600) : 0 };
    },
    sms() {
      const draw = random.next();
      if (draw < 0.03) return { kind: 'refuse', status: 400, code: 21614 };
      if (draw < 0.06) return { kind: 'refuse', status: 429, code: 20429 };
      if (draw < 0.09) return { kind: 'swallow' };
      return { kind: 'accept', answerAfterMs: random.chance(0.5) ? random.between(50, 600) : 0 };
    },
  };
}

/** One subscriber for each user and one for staff, all from the position before the first booking. */
async function subscribeAll(stage: Stage): Promise<[Subscriber[], Record<(typeof users)[number], string>]> {
  const urls = urlsOf(stage);
  let turn = 0;
  const url = () => urls[turn++ % urls.length] ?? urls[0];
  const tokens = { anna: '', bela: '', carl: '' };
  const subscribers: Subscriber[] = [];
  for (const [name, role] of [...users.map((user) => [user, 'customer'] as const), ['desk', 'staff'] as const]) {
    const caller = await callAs(urls[0], name, role);
    const { feedCursor } = await caller.data<{ feedCursor: string }>('{ feedCursor }');
    if (name !== 'desk') tokens[name] = caller.token;
    const user = role === 'staff' ? null : name;
    subscribers.push(startSubscriber({ name, user, token: caller.token, url, after: feedCursor }));
  }
  return [subscribers, tokens];
}

/** Cuts one subscriber after the other, each about every four seconds. */
function startScissors(subscribers: readonly Subscriber[], random: Random): AsyncDisposable {
  const ending = new AbortController();
  const cutting = (async () => {
    while (!ending.signal.aborted) {
      await wait(random.between(500, 1_500), undefined, { signal: ending.signal }).catch(() => {});
      subscribers[random.between(0, subscribers.length)]?.cut();
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await cutting;
    },
  };
}

function urlsOf(stage: Stage): readonly [string, ...string[]] {
  const [first, ...others] = stage.servers;
  return [first.url, ...others.map(({ url }) => url)];
}
