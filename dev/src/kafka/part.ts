/** Apache Kafka as the supervisor wants it. */
import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from '../process/start-error.ts';
import type { Part } from '../process/supervisor.ts';
import { type Kafka, startKafka } from './kafka.ts';

/** A Kafka broker with its data in `folder`. */
export function kafkaPart(folder: string, port: number, tell: (text: string) => void): Part {
  return {
    name: 'kafka',
    lastLines: () => [],
    async start(signal) {
      signal.throwIfAborted();
      const kafka = await startKafka({ folder, port, onProgress: tell }).catch((error: unknown) => {
        throw new StartError(error instanceof Error ? error.message : String(error));
      });
      const stopped = new AbortController();
      const stop = async () => {
        stopped.abort();
        await kafka[Symbol.asyncDispose]();
      };
      return { ended: endOf(kafka, stopped.signal), stop };
    },
  };
}

async function endOf(kafka: Kafka, stopped: AbortSignal): Promise<string> {
  while (kafka.pid !== null && !stopped.aborted) await pause(500, null, { signal: stopped }).catch(() => {});
  return 'the broker is gone';
}
