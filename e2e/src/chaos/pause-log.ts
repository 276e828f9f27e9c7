/** An event log that takes nothing for a while, as a slow disk or a full queue makes it. */
import type { Stage } from './stage.ts';

/** A log that is held still, for 30 s at most. */
export interface PausedLog {
  /** It goes on where it stood: what was asked of it meanwhile is done, whether anybody still waits for it or not. */
  resume(): Promise<void>;
  /** It goes on, and what was asked of it meanwhile is lost. */
  lose(): Promise<void>;
}

/** Holds it. Reading goes on. */
export function pauseLog(stage: Pick<Stage, 'brokers' | 'query'>): PausedLog {
  return stage.brokers.length === 0 ? pausePartitions(stage) : stopBrokers(stage.brokers);
}

function stopBrokers(brokers: Stage['brokers']): PausedLog {
  const stopped = brokers.flatMap((broker) => (broker.pid === null ? [] : [{ broker, pid: broker.pid }]));
  for (const { pid } of stopped) process.kill(pid, 'SIGSTOP');
  return {
    async resume() {
      for (const { broker, pid } of stopped) if (broker.pid === pid) process.kill(pid, 'SIGCONT');
    },
    async lose() {
      await Promise.all(brokers.map((broker) => broker.kill()));
      await Promise.all(brokers.map((broker) => broker.restart()));
    },
  };
}

/** Every append locks its partition's row. */
function pausePartitions({ query }: Pick<Stage, 'query'>): PausedLog {
  const name = 'chaos: holds the log';
  const transaction = query(
    `SET application_name = '${name}'; BEGIN; SELECT 1 FROM event_log.partition FOR UPDATE; SELECT pg_sleep(30); ROLLBACK`,
  ).catch(() => []);
  const end = (which: string) =>
    query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND ${which}`,
    ).catch(() => []);

  async function resume(): Promise<void> {
    await end(`application_name = '${name}'`);
    await transaction;
  }
  return {
    resume,
    async lose() {
      await end(`wait_event_type = 'Lock'`);
      await resume();
    },
  };
}
