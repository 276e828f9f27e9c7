/**
 * Loaded first into every process that we fork (`--import`). When we are gone, however we went, it asks the process to
 * stop, as we would have, and ends it when it does not: also one that hangs, or is still starting.
 */
import { spawn } from 'node:child_process';

/** Waits for the process to be gone; kills it when that takes longer than so many fifths of a second. */
const REAPER =
  'count=0; while kill -0 "$1" 2>/dev/null; do sleep 0.2; count=$((count + 1)); [ $count -ne "$2" ] || kill -KILL "$1"; [ $count -lt $(($2 + 50)) ] || exit; done';

process.once('disconnect', () => {
  const limit = Math.ceil(Number(process.env.BELLTOWER_STOP_MS ?? 10_000) / 200);
  const reaper = ['-c', REAPER, 'sh', String(process.pid), String(limit)];
  spawn('sh', reaper, { cwd: '/', detached: true, stdio: 'ignore' }).unref();
  process.kill(process.pid, 'SIGTERM');
});
