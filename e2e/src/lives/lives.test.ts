/** A thousand random lives of appointments, on both logs, with kills in between: each ends as a pure model says. */

import { until } from '@belltower/dev/until';
import { expect, inject, it } from 'vitest';
import { remindedWrongly, saidTooLate } from '../chaos/checks-of-changes.ts';
import type { Expected } from '../chaos/expected.ts';
import type { PlannedKill } from '../chaos/kill-plan.ts';
import { acceptsAll, type ProviderBehaviour } from '../chaos/providers.ts';
import { createRandom } from '../chaos/random.ts';
import { startReminderClock } from '../chaos/reminder-clock.ts';
import { runKills } from '../chaos/run-kills.ts';
import { chaosSeed, howToRepeat } from '../chaos/seed.ts';
import { removeFolder, startStage } from '../chaos/stage.ts';
import { startSupervisor } from '../chaos/supervisor.ts';
import { callAs } from '../testbed/caller.ts';
import { judgeLife } from './judge-life.ts';
import { makeLives, temperAt } from './life.ts';
import { live } from './live.ts';
import { type Lived, lookAt } from './look.ts';
import { watchProgress } from './progress.ts';

const seed = chaosSeed();
const LIVES = Number(process.env.LIVES ?? 500);
/** How many are lived at once. */
const TOGETHER = 120;
const logs = (['postgres', 'kafka'] as const).filter((log) => log === 'postgres' || inject('kafkaLacks') === null);

/** The first ends the look of the scheduler that finds nothing, and is not repeated for a minute. */
const kill = (target: PlannedKill['target'], afterMs: number, instance = 0): PlannedKill => ({
  target,
  afterMs,
  instance,
  downMs: 0,
});
const kills: Readonly<Record<(typeof logs)[number], readonly PlannedKill[]>> = {
  postgres: [kill('server', 1_500), kill('notifier', 4_000), kill('postgres', 4_000), kill('notifier', 4_000, 1)],
  kafka: [kill('server', 1_500), kill('notifier', 4_000), kill('broker', 4_000), kill('notifier', 4_000, 1)],
};

it.each(logs)(
  `${LIVES} random lives end as the model says, on the %s log`,
  { timeout: 600_000 }, // against hangs only, also on a loaded machine
  async (log) => {
    console.log(`lives on the ${log} log: ${howToRepeat(seed)}`);
    const random = createRandom(seed).fork(log);
    const back = new Set<number>();
    const mails: { readonly to: string; readonly raw: string }[] = [];
    const stage = await startStage({
      log,
      servers: 1,
      notifiers: 2,
      behaviour: behaviourOf(back),
      onMail: (mail) => mails.push(mail),
      environment: { POLICY_TIME_SCALE: '0.1', TOPIC_PARTITIONS: '3', SMS_RATE_PER_SECOND: '1000' },
      serverEnvironment: { POLICY_TIME_SCALE: '1', REMINDER_HOURS: '00:00-24:00' },
    });
    await using resources = new AsyncDisposableStack();
    resources.use(stage);
    resources.use(startReminderClock(stage.query, 0));
    const supervisor = resources.use(await startSupervisor([...stage.servers, ...stage.notifiers]));
    const progress = resources.use(watchProgress(stage.query));
    const eventLog = resources.use(stage.openLog());
    const { url } = stage.servers[0];
    const [customer, staff] = await Promise.all([callAs(url, 'anna', 'customer'), callAs(url, 'desk', 'staff')]);

    const lives = makeLives(random, LIVES, Date.now());
    const waiting = [...lives];
    const lived: Lived[] = [];
    async function liveOneAfterTheOther(): Promise<void> {
      for (let life = waiting.shift(); life !== undefined; life = waiting.shift()) {
        const asking = { urls: [url], token: customer.token, random: random.fork(`asking ${life.index}`) } as const;
        const comeBack = (index: number) => void back.add(index);
        const options = { asking, staffToken: staff.token, log: eventLog, query: stage.query, progress, comeBack };
        lived.push({ life, appointmentId: await live(life, options) });
      }
    }
    const [killed] = await Promise.all([
      runKills({ stage, supervisor, onKill: () => {} }, kills[log]),
      ...Array.from({ length: TOGETHER }, liveOneAfterTheOther),
    ]);
    const called = () =>
      stage.providers.sms.messages().every(({ status }) => status === 'delivered' || status === 'undelivered');
    await until('every text message has its end', called);

    const { seen, ...all } = await lookAt({ stage, staff, lived, mails });
    const wrong = seen.flatMap((one) =>
      judgeLife(one.life, one.seen).map((text) => `life ${one.life.index}: ${text}; ${JSON.stringify(one.life)}`),
    );
    const own = new Set(lived.flatMap(({ life, appointmentId }) => (life.producer === 'server' ? appointmentId : [])));
    const expected = new Map(
      lived.flatMap(({ appointmentId }, index) =>
        (seen[index]?.seen.deliveries ?? []).map(
          ({ id, kind, sequence }): [string, Pick<Expected, 'appointmentId' | 'kind' | 'sequence'>] => [
            id,
            { appointmentId, kind, sequence },
          ],
        ),
      ),
    );
    const late = saidTooLate({ ...all, accepts: [...all.accepts] }, expected);
    const ownEvents = all.events.filter(({ appointmentId }) => own.has(appointmentId));
    wrong.push(
      ...late.problems.map(({ deliveryId, text }) => `${deliveryId}: ${text}`),
      ...remindedWrongly({
        ...all,
        appointments: [],
        events: ownEvents,
        reminders: all.reminders.filter(({ appointmentId }) => own.has(appointmentId)),
      }),
    );
    console.log(
      `${log}: ${lived.length} lives, ${expected.size} deliveries, ${all.accepts.length} accepted, ${late.overtaken} of them overtaken within the window, ${killed.length} kills`,
    );
    expect(wrong, `${howToRepeat(seed)}; services printed into ${stage.folder}`).toEqual([]);
    expect(lived).toHaveLength(LIVES);
    expect(killed).toHaveLength(kills[log].length);
    await resources.disposeAsync();
    await removeFolder(stage.folder);
  },
);

/** As addresses say themselves; those of lives that are over are no longer away. */
function behaviourOf(back: ReadonlySet<number>): ProviderBehaviour {
  const temperOf = (address: string) => {
    const { temper, index } = temperAt(address) ?? { temper: 'good', index: -1 };
    return temper === 'away' && back.has(index) ? 'good' : temper;
  };
  return {
    mail(address, nth) {
      const temper = temperOf(address);
      if (temper === 'dead') return { rcpt: '550 5.1.1 no such mailbox' };
      if (temper === 'away' || (temper === 'busy' && nth <= 2)) return { rcpt: '451 4.3.2 busy' };
      if (temper === 'doubtful' && nth === 1) return { dot: 'CLOSE' };
      return acceptsAll.mail(address, nth);
    },
    sms(number, nth) {
      const temper = temperOf(number);
      if (temper === 'dead') return { kind: 'refuse', status: 400, code: 21211, message: "Invalid 'To' Phone Number" };
      if (temper === 'away' || (temper === 'busy' && nth <= 2)) {
        return { kind: 'refuse', status: 503, code: 20503, message: 'Service Unavailable' };
      }
      if (temper === 'doubtful' && nth === 1) return { kind: 'lose-answer' };
      if (temper === 'off') return { kind: 'undeliver', code: 30003 };
      return acceptsAll.sms(number, nth);
    },
  };
}
