import encodeByKafkajs from 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
import { expect, it } from 'vitest';
import { type EncodableRecord, encodeRecord } from './encode-record.ts';

const texts = [
  '',
  'a',
  'ü',
  '名前',
  '👩‍⚕️',
  'x'.repeat(63),
  'x'.repeat(64),
  'x'.repeat(127),
  'x'.repeat(9_000),
  'x'.repeat(1_100_000),
];

it('a record is encoded to the byte as kafkajs does it', () => {
  const records: EncodableRecord[] = [
    { value: null },
    { key: null, value: null, headers: {} },
    ...texts.map((text) => ({ key: text, value: text, headers: { [text]: text, other: text } })),
    ...texts.map((text) => ({ key: Buffer.from(text), value: Buffer.from(text), headers: { raw: Buffer.from(text) } })),
    { key: 'k', value: 'v', headers: { list: ['a', Buffer.from([0, 255]), ''], empty: [] } },
    ...[0, 1, -1, 63, 64, -64, -65, 8_191, 8_192, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 40].map((timestampDelta) => ({
      value: 'v',
      timestampDelta,
    })),
    ...[0, 1, 63, 64, 199_999, 2 ** 30].map((offsetDelta) => ({ value: 'v', offsetDelta })),
    { value: 'many', headers: Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`header-${n}`, String(n)])) },
  ];
  for (const record of records) {
    const { buf, buffer } = encodeRecord(record);
    expect(buffer.equals(encodeByKafkajs(record).buffer)).toBe(true);
    expect(buf.length).toBe(buffer.length);
  }
});
