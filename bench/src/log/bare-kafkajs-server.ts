/** The floor of the relay: kafkajs as it comes, without our patches, with batches of 500 and one in flight. */
import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import { serve, timed } from '../parts/serve.ts';
import { HEADERS, VALUE } from './event.ts';

const TOPIC = 'bench.raw';
const brokers = (process.env.KAFKA_BROKERS ?? '').split(',');
const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.ERROR });
const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1, replicationFactor: 1 }] });
await admin.disconnect();
const producer = kafka.producer({
  idempotent: true,
  maxInFlightRequests: 1,
  createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
});
await producer.connect();

serve('', {
  raw: timed(async (events) => {
    const messages = Array.from({ length: 500 }, () => ({ key: randomUUID(), value: VALUE, headers: HEADERS }));
    return async () => {
      for (let sent = 0; sent < events; sent += 500) await producer.send({ topic: TOPIC, messages });
    };
  }),
});
