/** An event log that takes nothing for a while, as a slow disk or a full queue makes it. */
import type { Stage } from './stage.ts';

/** A log that is held still, for 30 s at most. */
export interface HeldLog {
  /** It goes on where it stood: what was asked of it meanwhile is done, whether anybody still waits for it or not. */
  letGo(): Promise<void>;
  /** It goes on, and what was asked of it meanwhile is lost. */
  lose(): Promise<void>;
}

/** Holds it. Reading goes on. */
export function holdLog(stage: Pick<Stage, 'broker' | 'query'>): HeldLog {
  return stage.broker === null ? holdPartitions(stage) : stopBroker(stage.broker);
}

function stopBroker(broker: NonNullable<Stage['broker']>): HeldLog {
  const { pid } = broker;
  if (pid !== null) process.kill(pid, 'SIGSTOP');
  return {
    async letGo() {
      if (pid !== null && broker.pid === pid) process.kill(pid, 'SIGCONT');
    },
    async lose() {
      await broker.kill();
      await broker.restart();
    },
  };
}

/** Every append locks its partition's row. */
function holdPartitions({ query }: Pick<Stage, 'query'>): HeldLog {
  const name = 'chaos: holds the log';
  const held = query(
    `SET application_name = '${name}'; BEGIN; SELECT 1 FROM event_log.partition FOR UPDATE; SELECT pg_sleep(30); ROLLBACK`,
  ).catch(() => []);
  const end = (which: string) =>
    query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${which}`).catch(() => []);

  async function letGo(): Promise<void> {
    await end(`application_name = '${name}'`);
    await held;
  }
  return {
    letGo,
    async lose() {
      await end(`wait_event_type = 'Lock'`);
      await letGo();
    },
  };
}
