/** What a process and its children have used so far, where they are none of ours: the system is asked. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** A tick of the clock that /proc counts in, in microseconds (USER_HZ is 100 on Linux, proc(5)). */
const TICK_MICROS = 10_000;

/** Microseconds of CPU of the PostgreSQL on this port, its ended backends included; NaN where that cannot be known. */
export function postgresCpuMicros(port: number): number {
  return cpuMicros(({ pid }) => isPostmaster(pid, port));
}

/** Microseconds of CPU of a process and its children; NaN where that cannot be known. */
export function treeCpuMicros(pid: number | null): number {
  return cpuMicros((stat) => stat.pid === pid);
}

function cpuMicros(isRoot: (stat: Stat) => boolean): number {
  try {
    const all = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap(statOf);
    const root = all.find(isRoot);
    if (root === undefined) return Number.NaN;
    const children = all.filter(({ parent }) => parent === root.pid);
    return children.reduce((sum, { own }) => sum + own, root.own + root.ended) * TICK_MICROS;
  } catch {
    return Number.NaN;
  }
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  /** Ticks of its own, and of its children that have ended. */
  readonly own: number;
  readonly ended: number;
}

/** The fields of proc(5)'s stat, after the name in brackets, which may hold anything: ppid is the 4th, utime the 14th. */
function statOf(name: string): Stat[] {
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /s, '');
    const fields = text.split(' ').map(Number);
    const at = (index: number) => fields[index] ?? Number.NaN;
    return [{ pid: Number(name), parent: at(1), own: at(11) + at(12), ended: at(13) + at(14) }];
  } catch {
    return []; // it has ended meanwhile
  }
}

function isPostmaster(pid: number, port: number): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return (words[0] ?? '').endsWith('/postgres') && words[words.indexOf('-p') + 1] === String(port);
  } catch {
    return false; // it has ended meanwhile
  }
}
