/**
 * Loaded into each process under measurement, before its own code: answers its parent what it has used, and lets go of its
 * garbage. The code that is measured knows nothing of it.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answerCalls } from '@belltower/dev/calls';

/** What a process has used so far, in microseconds and bytes. */
export interface Usage {
  readonly cpuMicros: number;
  readonly rss: number;
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

// a profile is written at an exit in order
if (process.execArgv.includes('--cpu-prof')) process.once('SIGTERM', () => process.exit());
answerCalls({
  usage,
  collect() {
    collect();
    return usage();
  },
});

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMicros: user + system, rss: process.memoryUsage().rss };
}
