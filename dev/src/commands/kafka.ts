/** `npm run kafka`: a broker with its data in .data/kafka, until ^C. */
import { once } from 'node:events';
import { join } from 'node:path';
import { startKafka } from '../kafka/kafka.ts';
import { projectRoot } from '../project.ts';

const stopped = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
try {
  await using kafka = await startKafka({
    folder: join(projectRoot, '.data', 'kafka'),
    ...(process.env.KAFKA_PORT === undefined ? {} : { port: Number(process.env.KAFKA_PORT) }),
    onProgress: (text) => console.log(text),
  });
  console.log(`KAFKA_BROKERS=${kafka.brokers.join(',')}`);
  await stopped;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
