/** Apache Kafka as the supervisor wants it. */
import { StartError } from '../process/start-error.ts';
import type { Part } from '../process/supervisor.ts';
import { startKafka } from './kafka.ts';

/** A Kafka broker with its data in `folder`. */
export function kafkaPart(folder: string, port: number, report: (text: string) => void): Part {
  return {
    name: 'kafka',
    lastLines: () => [],
    async start(signal) {
      signal.throwIfAborted();
      const kafka = await startKafka({ folder, port, onProgress: report }).catch((error: unknown) => {
        throw new StartError(error instanceof Error ? error.message : String(error));
      });
      const ended = kafka.ended.then((code) => `exit code ${code}`);
      return { ended, stop: () => kafka[Symbol.asyncDispose]() };
    },
  };
}
