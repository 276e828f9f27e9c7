/** The parts that are Node processes of ours, as the supervisor wants them. */
import { join } from 'node:path';
import { nodePart } from '../process/node-part.ts';
import { answersAt, SERVICE_NODE_OPTIONS, saysReady } from '../process/node-process.ts';
import type { ProcessLog } from '../process/process-log.ts';
import type { Part } from '../process/supervisor.ts';

/** What every process of ours is given. */
export interface ProcessOptions {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: ProcessLog;
}

/** Over what the services allow themselves to finish what is in flight. */
const SERVICE_STOP_MS = 28_000;

/** The server or the notifier; up when it says that it is ready for work. */
export function servicePart(name: 'server' | 'notifier', url: string, { root, env, log }: ProcessOptions): Part {
  const file = join(root, name, 'src', 'main.ts');
  const ready = answersAt(`${url}/readyz`);
  return nodePart({
    name,
    file,
    cwd: root,
    env,
    log,
    ready,
    nodeOptions: SERVICE_NODE_OPTIONS,
    stopMs: SERVICE_STOP_MS,
  });
}

/** Where the inboxes listen; null for one that is not wanted. */
export interface InboxPorts {
  readonly mail: { readonly smtp: number; readonly page: number } | null;
  readonly sms: { readonly page: number } | null;
}

/** The mail inbox and the SMS simulator, in one process. */
export function inboxesPart(ports: InboxPorts, { root, env, log }: ProcessOptions): Part {
  const file = join(import.meta.dirname, '..', 'inboxes', 'main.ts');
  return nodePart({ name: 'inboxes', file, args: [JSON.stringify(ports)], cwd: root, env, log, ready: saysReady });
}

/** Vite's development server for the client: the page follows its sources as they are edited. */
export function vitePart(port: number, serverUrl: string, { root, env, log }: ProcessOptions): Part {
  const url = `http://localhost:${port}`;
  return nodePart({
    name: 'vite',
    file: join(root, 'node_modules', 'vite', 'bin', 'vite.js'),
    args: ['--host', 'localhost', '--port', String(port), '--strictPort'],
    cwd: join(root, 'client'),
    env: { ...env, BELLTOWER_URL: serverUrl },
    log,
    ready: answersAt(`${url}/`),
  });
}
