/** Several brokers on one machine that replicate to each other: about 340 MB each. */
import { join } from 'node:path';
import { freePorts } from '../network/ports.ts';
import { type Kafka, type KafkaOptions, startKafka } from './kafka.ts';

/** Where a cluster keeps its data, and how its brokers run. */
export interface KafkaClusterOptions extends Pick<KafkaOptions, 'folder' | 'settings'> {
  /** How many brokers: an odd number, for they elect. Each has a folder of its own in `folder`. */
  readonly size: number;
}

/** Starts all of them at once, and resolves when each answers. Disposing one stops one. */
export async function startKafkaCluster({ size, folder, ...options }: KafkaClusterOptions): Promise<Kafka[]> {
  const controllers = await freePorts(size);
  const starts = controllers.map((_, index) =>
    startKafka({
      ...options,
      ...(folder === undefined ? {} : { folder: join(folder, `broker-${index + 1}`) }),
      member: { id: index + 1, controllers },
    }),
  );
  const started = await Promise.allSettled(starts);
  const failure = started.find((outcome) => outcome.status === 'rejected');
  const members = started.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  if (failure === undefined) return members;
  await Promise.all(members.map((member) => member[Symbol.asyncDispose]()));
  throw failure.reason;
}
