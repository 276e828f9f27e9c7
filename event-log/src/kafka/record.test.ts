import { expect, it } from 'vitest';
import { toLogRecord } from './record.ts';

const message = {
  key: null,
  value: null,
  timestamp: '1771002000000',
  attributes: 0,
  offset: '7',
  headers: {},
} as const;

it('a record of Kafka is read whatever its headers and its time are', () => {
  // what kafkajs gives for a header without a value, for two of one name, and for one that is no text
  const headers = { none: null, two: [Buffer.from('1'), null], bytes: Buffer.from([0xff, 0]), ce_id: Buffer.from('e') };
  const record = toLogRecord('t', 0, { ...message, headers: headers as never });
  expect(record).toMatchObject({
    key: null,
    position: 7,
    headers: { none: '', two: '', bytes: '\ufffd\0', ce_id: 'e' },
  });
  for (const timestamp of ['-2', '-9223372036854775808', '9223372036854775807', '8640000000000001']) {
    const { appendedAt } = toLogRecord('t', 0, { ...message, timestamp });
    expect(appendedAt.toISOString()).toMatch(/^(1970|9999)-/);
  }
});

it('a record of Kafka without a time has that of its reading: it is not taken for an old one', () => {
  const { appendedAt } = toLogRecord('t', 0, { ...message, timestamp: '-1' });
  expect(Math.abs(appendedAt.getTime() - Date.now())).toBeLessThan(60_000);
});
