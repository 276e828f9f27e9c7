import { expect, it } from 'vitest';
import { entryOfRecord, recordOfEntry } from './entry-record.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const texts = ['', '{}', 'k', '\ufeff{}', 'a\0b', '\ud83e', '🦄', 'outbox-encoding'];
const values = [...texts.map(utf8), new Uint8Array([0xff, 0xfe, 0x7b]), '{"a":1}', 'a\0b'];

it('an outbox entry gives back every record as its bytes were, and holds nothing that PostgreSQL does not keep as text', () => {
  for (const value of values) {
    for (const key of texts) {
      for (const traceparent of texts) {
        const entry = entryOfRecord({ topic: 't', key, value, headers: { traceparent } });
        for (const text of Object.values(entry)) expect(text.isWellFormed() && !text.includes('\0')).toBe(true);
        const record = recordOfEntry(entry);
        expect(Buffer.from(record.value)).toEqual(Buffer.from(value));
        expect(Buffer.from(record.key)).toEqual(Buffer.from(key));
        expect(record.headers).toEqual({ traceparent });
      }
    }
  }
});
