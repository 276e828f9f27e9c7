/**
 * Loaded into each process under measurement, before its own code: answers its parent what it has used, lets go of its
 * garbage, and takes CPU profiles. The code that is measured knows nothing of it.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a probe is asked. Each is answered by a `Probed`. */
export type ProbeQuestion =
  | { readonly probe: 'usage' | 'collect' | 'profile' }
  | { readonly probe: 'save'; readonly file: string };
/** What a process has used so far, in microseconds and bytes. */
export interface Probed {
  readonly probe: 'usage';
  readonly cpuMicros: number;
  readonly rss: number;
}

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');
let session: Session | null = null;

process.on('message', (question: Partial<ProbeQuestion>) => {
  if (question.probe !== undefined) void answer(question as ProbeQuestion);
});

async function answer(question: ProbeQuestion): Promise<void> {
  switch (question.probe) {
    case 'collect':
      if (typeof collect === 'function') collect();
      break;
    case 'profile':
      session = new Session();
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.setSamplingInterval', { interval: 500 });
      await session.post('Profiler.start');
      break;
    case 'save':
      if (session !== null) writeFileSync(question.file, JSON.stringify((await session.post('Profiler.stop')).profile));
      session?.disconnect();
      session = null;
      break;
    case 'usage':
  }
  const { user, system } = process.cpuUsage();
  process.send?.({ probe: 'usage', cpuMicros: user + system, rss: process.memoryUsage().rss } satisfies Probed);
}
