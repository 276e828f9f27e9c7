/** What keeps services running in production, as far as a run needs it: who ends is started again. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Service } from '../testbed/service.ts';

/** Watches services. Disposing it ends the watch, not the services. */
export interface Supervisor extends AsyncDisposable {
  /** Ends a service, with SIGKILL unless it is to stop in order, and resolves when it is gone; nobody starts it before `revive`. */
  kill(service: Service, signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts an ended service again, and resolves when it is ready. */
  revive(service: Service): Promise<void>;
  /** Who ended without being killed, with the last line it printed. */
  readonly endedThemselves: readonly string[];
}

/** How often a service may fail to start, one after the other, before the run is given up. */
const STARTS = 20;

/** Starts to watch services that are running. */
export function startSupervisor(services: readonly Service[]): Supervisor {
  const ending = new AbortController();
  const held = new Set<Service>();
  const endedThemselves: string[] = [];

  /** @throws {Error} when it does not start, again and again */
  async function bringUp(service: Service): Promise<void> {
    for (let tries = 1; !ending.signal.aborted; tries += 1) {
      try {
        return await service.start();
      } catch (error) {
        endedThemselves.push(`${service.name} at its start: ${lastLine(service)}`);
        if (tries === STARTS) throw error;
        await wait(500);
      }
    }
  }

  async function watch(): Promise<void> {
    while (!ending.signal.aborted) {
      for (const service of services) {
        if (service.running() || held.has(service)) continue;
        endedThemselves.push(`${service.name}: ${lastLine(service)}`);
        held.add(service);
        void bringUp(service)
          .catch(() => {}) // told in endedThemselves; whoever waits for it finds it down
          .finally(() => held.delete(service));
      }
      await wait(100);
    }
  }
  const watching = watch();

  return {
    endedThemselves,
    async kill(service, signal = 'SIGKILL') {
      while (held.has(service)) await wait(50);
      held.add(service);
      await service.signal(signal);
    },
    async revive(service) {
      try {
        await bringUp(service);
      } finally {
        held.delete(service);
      }
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await watching;
    },
  };
}

function lastLine(service: Service): string {
  return service.output().trimEnd().split('\n').at(-1)?.slice(0, 200) ?? '';
}
