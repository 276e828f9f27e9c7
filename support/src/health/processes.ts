/** Processes of this container, by Linux's /proc. */
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';

/** The processes that `parent` started. */
export function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent);
}

/** Null when it has ended meanwhile. */
function parentOf(pid: number): number | null {
  try {
    const [, afterName = ''] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return Number(afterName.split(' ')[1]);
  } catch {
    return null;
  }
}

/** Writes a line to the errors of another process, such as the container's first, where its log is taken from. */
export function sayAs(pid: number, line: string): void {
  try {
    appendFileSync(`/proc/${pid}/fd/2`, `${line}\n`);
  } catch {
    // it belongs to another user: the line is in the check's own output
  }
}
