/** What a PostgreSQL has used so far: its processes are none of ours, so the system is asked. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** A tick of the clock that /proc counts in, in microseconds (USER_HZ is 100 on Linux, proc(5)). */
const TICK_MICROS = 10_000;

/** Microseconds of CPU of the server on this port, its ended backends included; NaN where that cannot be known. */
export function postgresCpuMicros(port: number): number {
  try {
    const all = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap(statOf);
    const postmaster = all.find(({ pid }) => isPostmaster(pid, port));
    if (postmaster === undefined) return Number.NaN;
    const backends = all.filter(({ parent }) => parent === postmaster.pid);
    const ticks = backends.reduce((sum, { own }) => sum + own, postmaster.own + postmaster.ended);
    return ticks * TICK_MICROS;
  } catch {
    return Number.NaN;
  }
}

/** The fields of proc(5)'s stat, after the name in brackets, which may hold anything: ppid is the 4th, utime the 14th. */
function statOf(name: string) {
  try {
    const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((index) => fields[index] ?? 0);
    if (parent === undefined || user === undefined || system === undefined) return [];
    return [{ pid: Number(name), parent, own: user + system, ended: (endedUser ?? 0) + (endedSystem ?? 0) }];
  } catch {
    return []; // it has ended meanwhile
  }
}

function isPostmaster(pid: number, port: number): boolean {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  return (words[0] ?? '').endsWith('/postgres') && words[words.indexOf('-p') + 1] === String(port);
}
