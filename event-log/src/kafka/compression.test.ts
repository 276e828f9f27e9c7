import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { codecs, foreignProducers } from '@belltower/dev/foreign-producers';
import { type Kafka, startKafka } from '@belltower/dev/kafka';
import { testKafkaBrokers } from '@belltower/dev/test-kafka';
import kafkajs from 'kafkajs';
import { compressFrame } from 'lz4-napi';
import snappyjs from 'snappyjs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { committed, follow, join, makeTopic, newGroup, textOf, until } from '../contract-readers.ts';
import type { EventLog, LogNotice } from '../event-log.ts';
import { openEventLog } from '../open-event-log.ts';
import { createKafka } from './kafkajs.ts';
import type { Place } from './undecodable.ts';

const values = Array.from({ length: 300 }, (_, index) => `${index} ${'confirmation '.repeat(index % 40)}`);

describe.skipIf(inject('kafkaLacks') !== null)('compressed records', () => {
  let brokers: readonly string[];
  let log: EventLog;
  beforeAll(async () => {
    brokers = await testKafkaBrokers();
    log = openEventLog({ kind: 'kafka', brokers, sessionMs: 3_000 });
  });
  afterAll(() => log?.[Symbol.asyncDispose]());

  for (const producer of foreignProducers) {
    describe.skipIf(!producer.isHere && !process.env.CI)(`of ${producer.name}`, () => {
      it.each(codecs)('are read by a group and by a follower: %s', async (codec) => {
        const topic = await makeTopic(log);
        await producer.append(brokers, topic, codec, values);
        await using member = join(log, topic, { group: newGroup() });
        await using follower = follow(log, topic);
        await until('all of them', () => member.taken.length >= 300 && follower.records.length >= 300);
        expect(member.taken.map(textOf)).toEqual(values);
        expect(follower.records.map(textOf)).toEqual(values);
        expect(follower.records[299]).toMatchObject({ key: 'k', position: 299, headers: { 'no-value': '' } });
      });
    });
  }

  it.each(codecs.slice(1))('are read of a topic whose broker compresses: %s', async (codec) => {
    const kafka = createKafka({ clientId: 'test', brokers, ssl: false, sasl: null, timeoutMs: 9_000, logger: null });
    const topic = await makeTopic(log);
    const admin = kafka.admin();
    await admin.connect();
    const configEntries = [{ name: 'compression.type', value: codec }];
    const type = kafkajs.ConfigResourceTypes.TOPIC;
    await admin.alterConfigs({ validateOnly: false, resources: [{ type, name: topic, configEntries }] });
    await admin.disconnect();
    await log.append(values.map((value) => ({ topic, key: 'k', value })));
    await using member = join(log, topic, { group: newGroup() });
    await until('all of them', () => member.taken.length >= 300);
    expect(member.taken.map(textOf)).toEqual(values);
  });
});

describe.skipIf(inject('ownKafkaLacks') !== null)('a batch that cannot be decoded', () => {
  let kafka: Kafka;
  let log: EventLog;
  beforeAll(async () => {
    kafka = await startKafka({ settings: { 'message.max.bytes': '8000000' } });
    log = openEventLog({ kind: 'kafka', brokers: kafka.brokers });
  });
  afterAll(async () => {
    await log?.[Symbol.asyncDispose]();
    await kafka?.[Symbol.asyncDispose]();
  });
  const skipping = (...skip: readonly Place[]) => openEventLog({ kind: 'kafka', brokers: kafka.brokers, skip });

  /** Changes a byte of a value on the broker's disk, which the broker then serves. */
  const damage = (topic: string, value: string) => {
    const file = joinPath(kafka.folder, 'data', `${topic}-0`, '00000000000000000000.log');
    const at = readFileSync(file).indexOf(value);
    expect(at).toBeGreaterThan(0);
    const opened = openSync(file, 'r+');
    writeSync(opened, '#', at);
    closeSync(opened);
  };

  it('stops the readers of its partition alone, which report it, until it is skipped by its position', async () => {
    const [topic, other] = [await makeTopic(log), await makeTopic(log)];
    for (const value of ['first', 'second', 'third']) await log.append([{ topic, key: 'k', value }]);
    damage(topic, 'second');
    const group = newGroup();
    const named = { kind: 'undecodable', topic, partition: 0, from: 1, to: 1 };
    {
      await using member = join(log, [topic, other], { group });
      await using follower = follow(log, topic);
      const namedBy = (one: { readonly notices: readonly LogNotice[] }) => {
        return one.notices.filter(({ kind }) => kind === 'undecodable');
      };
      await until('both to name it', () => namedBy(member).length > 0 && namedBy(follower).length > 0);
      expect(member.emitted('undecodable')[0]).toMatchObject({ ...named, skipped: false });
      expect(member.emitted('undecodable')[0]).toHaveProperty('reason', expect.stringContaining('checksum'));
      expect(namedBy(follower)).toMatchObject([{ ...named, skipped: false }]);
      await log.append([{ topic: other, key: 'k', value: 'of another topic' }]);
      await until('another topic', () => member.taken.length === 2);
      expect(member.taken.map(textOf).sort()).toEqual(['first', 'of another topic']);
      expect(follower.records.map(textOf)).toEqual(['first']);
    }
    expect(await committed(log, topic, group)).toEqual([1]);
    await using passing = skipping({ topic, partition: 0, position: 1 });
    await using member = join(passing, topic, { group });
    await using follower = follow(passing, topic, { from: new Map([[0, 1]]) });
    await until('what comes after it', () => member.taken.length > 0 && follower.records.length > 0);
    expect([member.taken.map(textOf), follower.records.map(textOf)]).toEqual([['third'], ['third']]);
    for (const { notices } of [member, follower]) {
      expect(notices).toContainEqual(expect.objectContaining({ ...named, skipped: true }));
    }
    await until('the commit', async () => (await committed(log, topic, group))[0] === 3);
  });

  it.each(Object.keys(compressors))('is one that would decompress to more than we hold: %s', async (codec) => {
    const topic = await makeTopic(log);
    await appendBomb(kafka.brokers, topic, codec);
    await log.append([{ topic, key: 'k', value: 'after it' }]);
    const group = newGroup();
    {
      await using member = join(log, topic, { group });
      await until('the notice', () => member.emitted('undecodable').length > 0);
      expect(member.emitted('undecodable')).toMatchObject([{ topic, from: 0, to: 0, skipped: false }]);
      expect(member.taken).toEqual([]);
    }
    await using passing = skipping({ topic, partition: 0, position: 0 });
    await using member = join(passing, topic, { group });
    await until('what comes after it', () => member.taken.length > 0);
    expect(member.taken.map(textOf)).toEqual(['after it']);
  });
});

/** kafkajs's numbers of the codecs, and how to compress. */
const compressors: Readonly<Record<string, [type: number, (bytes: Buffer) => Buffer | Promise<Buffer>]>> = {
  gzip: [1, (bytes) => gzipSync(bytes)],
  snappy: [2, (bytes) => snappyjs.compress(bytes)],
  lz4: [3, (bytes) => compressFrame(bytes)],
  zstd: [4, (bytes) => zstdCompressSync(bytes)],
};

async function appendBomb(brokers: readonly string[], topic: string, codec: string): Promise<void> {
  const [compression = 0, compress] = compressors[codec] ?? [];
  const kafka = createKafka({ clientId: 'test', brokers, ssl: false, sasl: null, timeoutMs: 20_000, logger: null });
  const codecsOfKafkajs: Record<number, unknown> = kafkajs.CompressionCodecs;
  const before = codecsOfKafkajs[compression];
  codecsOfKafkajs[compression] = () => ({ compress: async ({ buffer }: { buffer: Buffer }) => compress?.(buffer) });
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  try {
    await producer.connect();
    await producer.send({ topic, compression, messages: [{ key: 'k', value: Buffer.alloc(40_000_000) }] });
  } finally {
    codecsOfKafkajs[compression] = before;
    await producer.disconnect();
  }
}
