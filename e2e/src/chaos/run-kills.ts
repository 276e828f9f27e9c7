/** Carries out a plan of kills: SIGKILL, a while of nothing, a new start. Kills of different parts overlap. */
import { setTimeout as wait } from 'node:timers/promises';
import { until } from '@belltower/dev/until';
import type { Service } from '../testbed/service.ts';
import type { PlannedKill } from './kill-plan.ts';
import type { Kill } from './observed.ts';
import { pauseLog } from './pause-log.ts';
import type { Stage } from './stage.ts';
import type { Supervisor } from './supervisor.ts';

/** Kills by the plan, and resolves when all who were killed are up again; answers what was done. */
export async function runKills(
  { stage, supervisor, onKill }: { readonly stage: Stage; readonly supervisor: Supervisor; onKill(kill: Kill): void },
  plan: readonly PlannedKill[],
): Promise<Kill[]> {
  const kills: Kill[] = [];
  /** What is done to one part is done one after the other. */
  const lanes = new Map<string, Promise<void>>();

  function record(target: Kill['target'], backlog: number | null): void {
    const kill = { target, at: Date.now(), backlog };
    kills.push(kill);
    onKill(kill);
  }
  const choose = (services: Stage['servers'], instance: number): Service =>
    services[instance % services.length] ?? services[0];

  async function strike({ target, instance, downMs }: PlannedKill): Promise<void> {
    switch (target) {
      case 'server':
      case 'notifier': {
        const victim = choose(target === 'server' ? stage.servers : stage.notifiers, instance);
        record(target, target === 'server' ? await outboxCount(stage).catch(() => null) : null);
        await supervisor.kill(victim);
        await wait(downMs);
        return supervisor.revive(victim);
      }
      case 'relay':
        // Which server relays is its own affair: all of them go, while the log is too slow to take the outbox.
        await whileLogIsStuck(stage, instance % 2 === 0, async (backlog) => {
          record(target, backlog);
          await Promise.all(stage.servers.map((server) => supervisor.kill(server)));
        });
        await wait(downMs);
        await Promise.all(stage.servers.map((server) => supervisor.revive(server)));
        return;
      case 'broker':
        record(target, null);
        await stage.brokers[instance % stage.brokers.length]?.kill();
        await wait(downMs);
        return stage.brokers[instance % stage.brokers.length]?.restart();
      case 'postgres':
        record(target, null);
        await stage.postgres.kill();
        await wait(downMs);
        return stage.postgres.restart();
    }
  }

  for (const kill of plan) {
    await wait(kill.afterMs);
    const own = LANES[kill.target];
    const after = Promise.all(own.map((lane) => lanes.get(lane))).then(() => strike(kill));
    after.catch(() => {}); // rejects again below
    for (const lane of own) lanes.set(lane, after);
  }
  await Promise.all(lanes.values());
  return kills;
}

/** Who is concerned by a strike at what. */
const LANES: Readonly<Record<Kill['target'], readonly string[]>> = {
  server: ['server'],
  relay: ['server', 'broker'],
  notifier: ['notifier'],
  broker: ['broker'],
  postgres: ['postgres'],
};

/** Holds the event log still until the outbox has something in it (for two seconds at most), acts, and lets go. */
async function whileLogIsStuck(
  stage: Stage,
  isLost: boolean,
  act: (backlog: number | null) => Promise<void>,
): Promise<void> {
  const paused = pauseLog(stage);
  try {
    const some = async () => (await outboxCount(stage)) || null;
    await act(await until('the outbox has a backlog', some, 2_000).catch(() => 0));
  } finally {
    await (isLost ? paused.lose() : paused.resume());
  }
}

/** How many events wait in the outbox. */
export async function outboxCount({ query }: Pick<Stage, 'query'>): Promise<number> {
  const [row] = await query<{ count: number }>('SELECT count(*)::int AS count FROM server.outbox');
  return row?.count ?? 0;
}
