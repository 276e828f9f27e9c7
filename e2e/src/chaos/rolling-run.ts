/** A run in which every server, notifier and broker is restarted, one after the other, as for a new version, under load. */
import { setTimeout as wait } from 'node:timers/promises';
import { acceptsAll } from './providers.ts';
import { type RunOptions, runWatched } from './run.ts';
import { rowsOf } from './table.ts';

/** What such a run is to be like. */
export interface RollingRunOptions extends Omit<RunOptions, 'appointments'> {
  /** How long bookings go on before the first restart, and after the last. */
  readonly calmMs: number;
  /** How long bookings may go on in all. */
  readonly mostMs: number;
}

/** A finished run. */
export type RollingRun = Awaited<ReturnType<typeof runRolling>>;

/** Runs once. Rejects only when the run itself could not be carried out; broken promises are in the verdict. */
export async function runRolling(options: RollingRunOptions) {
  /** In order. PostgreSQL, of which there is one, is not among them. */
  const restarted: string[] = [];
  const run = await runWatched(
    { ...options, appointments: Math.round((options.mostMs * options.perSecond) / 1_000) },
    {
      behaviour: () => acceptsAll,
      async disturb({ stage, supervisor, booked, enough, onProgress }) {
        await wait(options.calmMs);
        for (const service of [...stage.servers, ...stage.notifiers]) {
          await supervisor.kill(service, 'SIGTERM');
          await supervisor.revive(service);
          restarted.push(service.name);
          onProgress(`restarted: ${service.name}`);
        }
        for (const [index, broker] of stage.brokers.entries()) {
          await broker.restart();
          restarted.push(`broker ${index + 1}`);
          onProgress(`restarted: broker ${index + 1}`);
        }
        await wait(options.calmMs);
        enough();
        await booked;
        return [];
      },
    },
  );
  return { ...run, restarted };
}

/** The rows of the table, as names and values. */
export function rollingRowsOf(run: RollingRun): [string, string][] {
  return [
    ['restarted, one after the other', run.restarted.join(', ')],
    ...rowsOf(run).filter(([name]) => !name.includes('kill')),
  ];
}
