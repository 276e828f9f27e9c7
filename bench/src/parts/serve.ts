/** The side of a process under measurement: it answers what the benchmark that started it calls. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerCalls } from '@belltower/dev/calls';

/** Says that this process is ready, and ends it when the process that started it ends. */
export function serve(url: string, calls: Parameters<typeof answerCalls>[0] = {}): void {
  answerCalls(calls);
  process.once('disconnect', () => process.exit());
  process.send?.({ ready: url });
}

/** Has an HTTP server listen; answers its URL. */
export async function listen(http: Server): Promise<string> {
  await once(http.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`; // a server that listens on a port has one
}

/** How fast something was, and what it cost the process that did it. */
export interface Cost {
  /** A second. */
  readonly rate: number;
  /** Microseconds of CPU, for each. */
  readonly cpuMicros: number;
}

/** Makes a call of a task that is prepared with `count`, and then timed. */
export function timed(prepare: (count: number) => Promise<() => Promise<void>>): (count: number) => Promise<Cost> {
  return async (count) => {
    const task = await prepare(count);
    const [startedAt, before] = [performance.now(), process.cpuUsage()];
    await task();
    const { user, system } = process.cpuUsage(before);
    return { rate: (count * 1_000) / (performance.now() - startedAt), cpuMicros: (user + system) / count };
  };
}
