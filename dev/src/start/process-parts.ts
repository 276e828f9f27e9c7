/** The parts that are Node processes of ours, as the supervisor wants them. */
import { join } from 'node:path';
import type { InboxPorts } from '../inboxes/main.ts';
import { type NodePartOptions, nodePart } from '../process/node-part.ts';
import { answersAt, SERVICE_NODE_OPTIONS, saysReady } from '../process/node-process.ts';
import type { Part } from '../process/supervisor.ts';

/** What every process of ours is given. */
export type ProcessOptions = Pick<NodePartOptions, 'env' | 'log'> & { readonly root: string };

/** Over what the services allow themselves to finish what is in flight. */
const SERVICE_STOP_MS = 28_000;

/** The server or the notifier; up when it says at this URL that it is ready for work. */
export function servicePart(name: 'server' | 'notifier', readyUrl: string, { root, ...given }: ProcessOptions): Part {
  const file = join(root, name, 'src', 'main.ts');
  const how = { nodeOptions: SERVICE_NODE_OPTIONS, stopMs: SERVICE_STOP_MS, ready: answersAt(readyUrl) };
  return nodePart({ ...given, ...how, name, file, cwd: root });
}

/** The mail inbox and the SMS simulator, in one process. */
export function inboxesPart(ports: InboxPorts, { root, ...given }: ProcessOptions): Part {
  const file = join(import.meta.dirname, '..', 'inboxes', 'main.ts');
  return nodePart({ ...given, name: 'inboxes', file, args: [JSON.stringify(ports)], cwd: root, ready: saysReady });
}

/** Vite's development server for the client: the page follows its sources as they are edited. */
export function vitePart(port: number, serverUrl: string, { root, env, log }: ProcessOptions): Part {
  const file = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = ['--host', 'localhost', '--port', String(port), '--strictPort'];
  const ready = answersAt(`http://localhost:${port}/`);
  const own = { ...env, BELLTOWER_URL: serverUrl };
  return nodePart({ name: 'vite', file, args, cwd: join(root, 'client'), env: own, log, ready });
}
