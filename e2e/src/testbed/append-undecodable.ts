import { gzipSync } from 'node:zlib';
import kafkajs from 'kafkajs';

/** Appends a batch to a topic of Kafka that would decompress to more than is read. Rejects as kafkajs does. */
export async function appendUndecodable(brokers: readonly string[], topic: string): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING });
  const codecs: Record<number, unknown> = kafkajs.CompressionCodecs;
  const { GZIP } = kafkajs.CompressionTypes;
  const ours = codecs[GZIP]; // it refuses to compress
  codecs[GZIP] = () => ({ compress: async ({ buffer }: { buffer: Buffer }) => gzipSync(buffer) });
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  try {
    await producer.connect();
    const messages = [{ key: 'k', value: Buffer.alloc(40_000_000) }];
    await producer.send({ topic, compression: GZIP, messages });
  } finally {
    codecs[GZIP] = ours;
    await producer.disconnect();
  }
}
