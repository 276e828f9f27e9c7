/**
 * Loaded into a service before its own modules (`--import`): measures how long its event loop stands still, and its memory.
 *
 * A block is counted in CPU time of the main thread, which other processes on the machine do not lengthen, beside a calibrated
 * block in the same process, which a slow machine lengthens alike.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answerCalls } from '@belltower/dev/calls';

/** What the watched process answers to the call `loop`. Each reading begins again from 0. */
export interface LoopReading {
  /** The longest turn of the event loop, in milliseconds of CPU time. */
  readonly blockedMs: number;
  /** A turn that parses 25,000 small objects. */
  readonly calibratedMs: number;
}

/** What it answers to the call `memory`, after garbage collection, in bytes. */
export interface MemoryReading {
  readonly heap: number;
  readonly buffers: number;
  readonly resident: number;
}

const TURN_MS = 2;
const RUNS = 50;
const TEXT = `[${Array(25_000).fill('{"a":"b"}').join(',')}]`;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const cpuMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/** The kernel counts a thread's time in steps of some milliseconds, so the average of many is taken. */
function calibrate(): number {
  const fromMs = cpuMs();
  for (let run = 0; run < RUNS; run++) JSON.parse(TEXT);
  return (cpuMs() - fromMs) / RUNS;
}

const calibratedMs = calibrate();
let blockedMs = 0;
let turnFromMs = cpuMs();
setInterval(() => {
  const nowMs = cpuMs();
  blockedMs = Math.max(blockedMs, nowMs - turnFromMs);
  turnFromMs = nowMs;
}, TURN_MS).unref();

answerCalls({
  loop(): LoopReading {
    const reading = { blockedMs, calibratedMs };
    blockedMs = 0;
    return reading;
  },
  memory(): MemoryReading {
    collectGarbage();
    const { heapUsed: heap, external, arrayBuffers, rss: resident } = process.memoryUsage();
    turnFromMs = cpuMs(); // the collection is ours
    return { heap, buffers: external + arrayBuffers, resident };
  },
});
process.channel?.unref(); // it keeps nothing running that would end
