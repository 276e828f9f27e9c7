/** Work that a process under measurement does on request, task by task. */
import { messageWith } from './probed.ts';
import { type ServerUnderTest, startPeer } from './server-under-test.ts';

/** What a process is asked to do, and how much of it. */
export interface TaskOrder {
  readonly task: string;
  readonly events: number;
}

/** What came of it. */
export interface Done {
  readonly rate: number;
  /** Of the process, for each event. */
  readonly cpuMicros: number;
}

interface TaskResult {
  readonly task: 'done';
  readonly seconds: number;
  readonly cpuMicros: number;
  readonly failed: string | null;
}

/** In the process: answers orders with how long the tasks took. A task gets ready first, and answers what is to be timed. */
export function serveTasks(tasks: Readonly<Record<string, (events: number) => Promise<() => Promise<void>>>>): void {
  process.on('message', (order: Partial<TaskOrder>) => {
    if (order.task === undefined || order.events === undefined) return;
    void run(tasks[order.task], order.events).then((result) => process.send?.(result));
  });
  process.once('disconnect', () => process.exit());
  process.send?.({ peer: 'ready', url: '' });
}

async function run(task: ((events: number) => Promise<() => Promise<void>>) | undefined, events: number) {
  try {
    if (task === undefined) throw new Error('there is no such task');
    const timed = await task(events);
    const [startedAt, before] = [performance.now(), process.cpuUsage()];
    await timed();
    const used = process.cpuUsage(before);
    const seconds = (performance.now() - startedAt) / 1_000;
    return { task: 'done', seconds, cpuMicros: used.user + used.system, failed: null } satisfies TaskResult;
  } catch (error) {
    const failed = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { task: 'done', seconds: Number.NaN, cpuMicros: Number.NaN, failed } satisfies TaskResult;
  }
}

/** Starts a process that serves tasks. */
export const startTasks = startPeer;

/** Has a task done. @throws {Error} what it failed with */
export async function doTask(target: ServerUnderTest, order: TaskOrder): Promise<Done> {
  const done = target.process.next(messageWith<TaskResult>('task'));
  target.process.send(order);
  const { seconds, cpuMicros, failed } = await done;
  if (failed !== null) throw new Error(`${order.task}: ${failed}`);
  return { rate: order.events / seconds, cpuMicros: cpuMicros / order.events };
}
