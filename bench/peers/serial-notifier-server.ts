/** The textbook's notifier: eachMessage, one after the other, with a provider that takes 50 ms. No ledger, no reports. */
import { setTimeout as pause } from 'node:timers/promises';
import kafkajs from 'kafkajs';

const TOPIC = 'textbook.created';
const PROVIDER_MS = 50;
const kafka = new kafkajs.Kafka({
  brokers: String(process.env.KAFKA_BROKERS).split(','),
  logLevel: kafkajs.logLevel.ERROR,
});
const admin = kafka.admin();
await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1 }], waitForLeaders: true });
await admin.disconnect();
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
await producer.connect();
const consumer = kafka.consumer({ groupId: 'textbook' });
await consumer.connect();
await consumer.subscribe({ topic: TOPIC, fromBeginning: true });

let finished = 0;
let first = Promise.withResolvers<void>();
await consumer.run({
  async eachMessage() {
    first.resolve();
    await pause(PROVIDER_MS);
    finished++;
  },
});

process.on('message', (order: { readonly events?: number }) => {
  if (order.events !== undefined) void work(order.events);
});
process.once('disconnect', () => process.exit());
process.send?.({ peer: 'ready', url: '' });

async function work(events: number): Promise<void> {
  const due = finished + events;
  first = Promise.withResolvers();
  const messages = Array.from({ length: events }, (_, n) => ({ key: String(n), value: JSON.stringify({ n }) }));
  await producer.send({ topic: TOPIC, messages });
  await first.promise;
  const startedAt = performance.now();
  const usedBefore = process.cpuUsage();
  while (finished < due) await pause(1);
  const { user, system } = process.cpuUsage(usedBefore);
  const seconds = (performance.now() - startedAt) / 1_000;
  process.send?.({ notifier: 'done', seconds, cpuMicros: user + system });
}
