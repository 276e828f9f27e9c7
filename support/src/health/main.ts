/**
 * The health check of a service's container. It exits with 0 when the service is ready, else with 1. It also ends one that hangs:
 * Docker calls such a container unhealthy, and does nothing about it.
 *
 *   node support/src/health/main.ts <origin> [--silent-ms 30000] [--init 1]
 */
import { parseArgs } from 'node:util';
import { checkHealth } from './check-health.ts';
import { childrenOf, sayAs } from './processes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'silent-ms': { type: 'string', default: '30000' }, init: { type: 'string', default: '1' } },
});
const [origin = ''] = positionals;
const init = Number(values.init);
const silentMs = Number(values['silent-ms']);

const health = await checkHealth({ origin, silentMs });
console.log(health);
if (health === 'hung') {
  const killed = childrenOf(init);
  const then =
    killed.length > 0 ? 'it is killed, to be started again' : 'without an init (docker run --init) it cannot be killed';
  const line = { level: 60, time: Date.now(), name: 'health', killed, msg: `no answer for ${silentMs} ms: ${then}` };
  sayAs(init, JSON.stringify(line)); // first: an init ends with what it started
  for (const pid of killed) process.kill(pid, 'SIGKILL'); // the only signal that reaches a process that is stopped, or blocked
}
process.exitCode = health === 'ready' ? 0 : 1;
