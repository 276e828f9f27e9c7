/** Carries out a plan of kills: SIGKILL, a while of nothing, a new start. Kills of different parts overlap. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Service } from '../service.ts';
import { until } from '../until.ts';
import type { Casualty } from './observed.ts';
import type { PlannedKill } from './plan.ts';
import type { Stage } from './stage.ts';
import type { Supervisor } from './supervisor.ts';

/** Kills by the plan, and resolves when all who were killed are up again; answers what was done. */
export async function reap(
  {
    stage,
    supervisor,
    onKill,
  }: { readonly stage: Stage; readonly supervisor: Supervisor; onKill(casualty: Casualty): void },
  plan: readonly PlannedKill[],
): Promise<Casualty[]> {
  const casualties: Casualty[] = [];
  /** What is done to one part is done one after the other. */
  const lanes = new Map<string, Promise<void>>();

  function record(target: Casualty['target'], backlog: number | null): void {
    const casualty = { target, at: Date.now(), backlog };
    casualties.push(casualty);
    onKill(casualty);
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
        await whileLogIsStuck(stage, async (backlog) => {
          record(target, backlog);
          await Promise.all(stage.servers.map((server) => supervisor.kill(server)));
        });
        await wait(downMs);
        await Promise.all(stage.servers.map((server) => supervisor.revive(server)));
        return;
      case 'broker':
        if (stage.broker === null) return;
        record(target, null);
        await stage.broker.kill();
        await wait(downMs);
        return stage.broker.restart();
      case 'postgres':
        record(target, null);
        await stage.postgres.kill();
        await wait(downMs);
        return stage.postgres.start();
    }
  }

  for (const kill of plan) {
    await wait(kill.afterMs);
    const lane = kill.target === 'relay' ? 'server' : kill.target;
    const before = lanes.get(lane) ?? Promise.resolve();
    const after = before.then(() => strike(kill));
    after.catch(() => {}); // rejects again below
    lanes.set(lane, after);
    if (kill.target === 'relay') await after;
  }
  await Promise.all(lanes.values());
  return casualties;
}

/** Holds the event log still until the outbox has something in it (for two seconds at most), acts, and lets go. */
async function whileLogIsStuck(stage: Stage, act: (backlog: number | null) => Promise<void>): Promise<void> {
  const release = holdLog(stage);
  try {
    const backlog = await until(
      'the outbox has a backlog',
      async () => (await outboxCount(stage)) || null,
      2_000,
    ).catch(() => 0);
    await act(backlog);
  } finally {
    await release();
  }
}

/** Holds the event log still: nothing is appended until what is answered is called, or 30 s have passed. */
export function holdLog({ broker, query }: Pick<Stage, 'broker' | 'query'>): () => Promise<void> {
  if (broker !== null) {
    const { pid } = broker;
    if (pid !== null) process.kill(pid, 'SIGSTOP');
    return async () => {
      if (pid !== null && broker.pid === pid) process.kill(pid, 'SIGCONT');
    };
  }
  const name = 'chaos: holds the log';
  const held = query(
    `SET application_name = '${name}'; BEGIN; SELECT 1 FROM event_log.partition FOR UPDATE; SELECT pg_sleep(30); ROLLBACK`,
  ).catch(() => []);
  return async () => {
    await query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [name]).catch(
      () => [],
    );
    await held;
  };
}

/** How many events wait in the outbox. */
export async function outboxCount({ query }: Pick<Stage, 'query'>): Promise<number> {
  const [row] = await query<{ count: number }>('SELECT count(*)::int AS count FROM server.outbox');
  return row?.count ?? 0;
}
