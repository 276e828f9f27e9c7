/** A run in which everything is killed at random, links are bad, and subscribers are cut. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { repeatedly } from '../testbed/repeatedly.ts';
import { planKills } from './kill-plan.ts';
import { startLinkFaults } from './link-faults.ts';
import { lateMail, lateSms, type ProviderBehaviour } from './providers.ts';
import type { Random } from './random.ts';
import { type FinishedRun, type RunOptions, runWatched, type Scenery } from './run.ts';
import { runKills } from './run-kills.ts';
import type { Subscriber } from './subscriber.ts';

/** What such a run is to be like. */
export interface LedgerRunOptions extends RunOptions {
  readonly kills: number;
  /** The mean time between two kills. */
  readonly everyMs: number;
}

/** Runs once. Rejects only when the run itself could not be carried out; broken promises are in the verdict. */
export async function runLedger(options: LedgerRunOptions): Promise<FinishedRun> {
  const { log, kills, everyMs } = options;
  return await runWatched(options, {
    behaviour: realistic,
    async disturb({ stage, subscribers, supervisor, random, booked, onProgress }: Scenery) {
      await using faults = new AsyncDisposableStack();
      faults.use(startLinkFaults(stage.providers, random.fork('link faults')));
      faults.use(startConnectionCuts(subscribers, random.fork('connection cuts')));
      const killing = runKills(
        {
          stage,
          supervisor,
          onKill(kill) {
            appendFileSync(join(stage.folder, 'kills.jsonl'), `${JSON.stringify(kill)}\n`);
            onProgress(`killed: ${kill.target}${kill.backlog === null ? '' : `, ${kill.backlog} in the outbox`}`);
          },
        },
        planKills(random.fork('kills'), { kills, log, everyMs }),
      );
      const [done] = await Promise.all([killing, booked]);
      return done;
    },
  });
}

/** Providers as they are: mostly quick, sometimes slow, rarely a refusal, or an acceptance that is never answered. */
function realistic(random: Random): ProviderBehaviour {
  const slowly = () => random.between(50, 600);
  return {
    mail() {
      const draw = random.next();
      if (draw < 0.03) return { rcpt: '550 5.1.1 no such mailbox' };
      if (draw < 0.06) return { dot: '451 4.3.0 try again' };
      if (draw < 0.09) return { dot: wait(random.between(0, 300), 'CLOSE') };
      return random.chance(0.5) ? lateMail(slowly()) : {};
    },
    sms() {
      const draw = random.next();
      if (draw < 0.03) return { kind: 'refuse', status: 400, code: 21614, message: 'not a mobile number' };
      if (draw < 0.06) return { kind: 'refuse', status: 429, code: 20429, message: 'too many requests' };
      if (draw < 0.09) return { kind: 'lose-answer' };
      return random.chance(0.5) ? lateSms(slowly()) : { kind: 'deliver' };
    },
  };
}

/** Cuts one subscriber after the other, each about every four seconds. */
function startConnectionCuts(subscribers: readonly Subscriber[], random: Random): AsyncDisposable {
  return repeatedly(() => {
    subscribers[random.between(0, subscribers.length)]?.cut();
    return random.between(500, 1_500);
  });
}
