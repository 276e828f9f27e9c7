/** What keeps services running in production, as far as a run needs it: a service that ends is started again. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Part, type SupervisedPart, supervise } from '@belltower/dev/supervisor';
import type { Service } from '../testbed/service.ts';

/** Supervises services. Disposing it stops them. */
export type Supervisor = Awaited<ReturnType<typeof startSupervisor>>;

/** A service that is not ready by then, whatever is tried, ends the run. */
const REVIVE_MS = 600_000;

/** Starts to supervise services that are running. */
export async function startSupervisor(services: readonly Service[]) {
  const unexpectedEnds: string[] = [];
  const parts = new Map<Service, SupervisedPart>();
  for (const service of services) {
    const onEnd = (what: string) => unexpectedEnds.push(`${what}: ${service.output().trimEnd().split('\n').at(-1)}`);
    parts.set(service, await supervise(partOf(service), { report: () => {}, onEnd, delayMs: () => 500 }));
  }
  return {
    /** The services that ended without being killed, with the last line each printed. */
    unexpectedEnds: unexpectedEnds as readonly string[],
    /** Ends a service, with SIGKILL unless it is to stop in order, and resolves when it is gone; it stays down until `revive`. */
    async kill(service: Service, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL') {
      await parts.get(service)?.pause();
      await service.signal(signal);
    },
    /** Starts an ended service again, and resolves when it is ready. */
    async revive(service: Service) {
      const tooLate = wait(REVIVE_MS, null, { ref: false }).then(() => {
        throw new Error(`${service.name} was not ready again within ${REVIVE_MS} ms`);
      });
      await Promise.race([parts.get(service)?.resume(), tooLate]);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...parts.values()].map((part) => part[Symbol.asyncDispose]()));
    },
  };
}

function partOf(service: Service): Part {
  const stop = () => service[Symbol.asyncDispose]();
  const start = async () => ({ ended: (await service.start()).ended, stop });
  return { name: service.name, lastLines: () => [], start };
}
