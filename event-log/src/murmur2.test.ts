import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { partitionOf } from './murmur2.ts';

describe('the partition of a key', () => {
  it("is the one that Kafka's default partitioner chooses, for keys of every length", () => {
    const kafkaPartition = kafkajs.Partitioners.DefaultPartitioner();
    const partitionMetadata = Array.from({ length: 12 }, (_, partitionId) => {
      return { partitionErrorCode: 0, partitionId, leader: 1, replicas: [1], isr: [1] };
    });
    const keys = ['', 'a', 'ab', 'abc', 'abcd', 'ünïcode ☂', '7f1f3c1e-8a52-4c83-9f0e-3f5a7c2a9d11'];
    for (let n = 0; n < 500; n += 1) keys.push(String(n * 7919));
    for (const key of keys) {
      const expected = kafkaPartition({ topic: 't', partitionMetadata, message: { key: Buffer.from(key), value: '' } });
      expect({ key, partition: partitionOf(Buffer.from(key), 12) }).toEqual({ key, partition: expected });
    }
  });
});
