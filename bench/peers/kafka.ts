import kafkajs from 'kafkajs';

/** kafkajs as the textbooks use it, with a topic that is made where it is missing. */
export async function openKafka(topic: string, numPartitions: number) {
  const brokers = String(process.env.KAFKA_BROKERS).split(',');
  const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.ERROR });
  const admin = kafka.admin();
  const isThere = (await admin.listTopics()).includes(topic);
  if (!isThere) await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  return { kafka, producer };
}
