/**
 * A program that is none of ours: PostgreSQL, Kafka.
 *
 * Promise: it never outlives us. A small shell holds the reading end of our pipe; when we end, however we end, the pipe
 * closes, and the shell ends the program and removes its folder, if that is ephemeral.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What to run, and how it ends. */
export interface GuardedProcessOptions {
  readonly command: readonly [string, ...string[]];
  /** What ends it, also when we die. */
  readonly endSignal: 'INT' | 'TERM' | 'KILL';
  readonly removes?: string | undefined;
  /** Who runs it. @default us */
  readonly account?: { readonly uid?: number; readonly gid?: number };
  /** Called when it has written something: `log` is the newest of it. */
  onOutput?(log: string): void;
}

/** A started program. */
export type GuardedProcess = ReturnType<typeof startGuarded>;

/** Ends the program when our end of the pipe (its descriptor 3) closes. */
const GUARD =
  'exec 3<&0; end=$1; dir=$2; shift 2; "$@" </dev/null 3<&- & pid=$!; echo "pid $pid" >&2; ' +
  '{ read -r _ <&3; kill -$end $pid; } 2>/dev/null & watch=$!; ' +
  'exec 3<&-; wait $pid; code=$?; kill $watch 2>/dev/null; [ -z "$dir" ] || rm -rf "$dir"; exit $code';

/** Starts a program. Its own process group keeps a terminal's ^C from it: we end it, in order. */
export function startGuarded(options: GuardedProcessOptions) {
  const { command, endSignal, removes = '', account = {}, onOutput } = options;
  const child = spawn('sh', ['-c', GUARD, 'sh', endSignal, removes, ...command], {
    ...account,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  child.stdin.on('error', () => {});
  let log = '';
  let pid = Number.NaN;
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      // Its first line, which more output would push out.
      if (Number.isNaN(pid)) pid = Number(/^pid (\d+)$/m.exec(log)?.[1]);
      log = log.slice(-8_000);
      onOutput?.(log);
    });
  }
  const running = () => child.exitCode === null && child.signalCode === null;
  return {
    /** Its process id, once it is known; NaN before. */
    pid: () => pid,
    running,
    log: () => log.trim(),
    ended,
    async stop() {
      child.stdin.end();
      await ended;
    },
    /** Ends it as a power cut would, with SIGKILL. */
    async kill() {
      if (running()) process.kill(pid, 'SIGKILL');
      await ended;
    },
  };
}
