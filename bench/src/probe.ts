/**
 * Loaded into each process under measurement, before its own code: answers its parent what it has used, and lets go of its
 * garbage. The code that is measured knows nothing of it.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a probe is asked: each is answered by a `Probed`. */
export interface ProbeQuestion {
  readonly probe: 'usage' | 'collect';
}
/** What a process has used so far, in microseconds and bytes. */
export interface Probed {
  readonly probe: 'usage';
  readonly cpuMicros: number;
  readonly rss: number;
}

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

// a profile is written at an exit in order
if (process.execArgv.includes('--cpu-prof')) process.once('SIGTERM', () => process.exit());
process.on('message', ({ probe }: Partial<ProbeQuestion>) => {
  if (probe === undefined) return;
  if (probe === 'collect' && typeof collect === 'function') collect();
  const { user, system } = process.cpuUsage();
  process.send?.({ probe: 'usage', cpuMicros: user + system, rss: process.memoryUsage().rss } satisfies Probed);
});
