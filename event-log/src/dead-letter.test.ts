import { describe, expect, it } from 'vitest';
import { appendDeadLetter } from './append-dead-letter.ts';
import { deadLetterDetailsOf, deadLetterOf, originalHeadersOf } from './dead-letter.ts';
import { EventLogError } from './errors.ts';
import type { NewRecord } from './event-log.ts';

const record = { topic: 't', partition: 3, position: 7, key: null, value: new Uint8Array(), headers: {} };
const parking = { topic: 't.dead-letter', code: 'INVALID', reason: 'because' };

const sizeOf = ({ key, value, headers }: NewRecord) => key.length + value.length + JSON.stringify(headers).length;

/** A log that takes records up to a size; and what it took. */
function logOf(most: number, code: 'RECORD_TOO_LARGE' | 'UNREACHABLE' = 'RECORD_TOO_LARGE') {
  const taken: NewRecord[] = [];
  const append = async (one: NewRecord) => {
    if (sizeOf(one) > most) throw new EventLogError(code, 'no');
    taken.push(one);
  };
  return { taken, append };
}

describe('a dead letter', () => {
  it('is the record as it came, with the reason and its place, which is its key where it had none', () => {
    const letter = deadLetterOf({ ...record, headers: { a: 'b' } }, { ...parking, reason: '🦄'.repeat(3_000) });
    expect(letter).toMatchObject({ topic: 't.dead-letter', key: 't/3/7', value: record.value });
    expect(letter.headers).toMatchObject({ a: 'b', 'dead-letter-code': 'INVALID', 'dead-letter-position': '7' });
    expect(letter.headers['dead-letter-reason']).toBe('🦄'.repeat(2_000));
  });

  it('says where its record came from and why it was parked, and has the headers that the record had', () => {
    const { headers } = deadLetterOf({ ...record, headers: { a: 'b' } }, parking);
    const origin = { topic: 't', partition: '3', position: '7' };
    expect(deadLetterDetailsOf(headers)).toEqual({
      origin,
      code: 'INVALID',
      reason: 'because',
      missing: { noKey: true },
    });
    expect(originalHeadersOf(headers)).toEqual({ a: 'b' });
    expect(deadLetterDetailsOf({ a: 'b' })).toEqual({ origin: null, code: null, reason: null, missing: {} });
    const tombstone = deadLetterOf({ ...record, key: '', noValue: true }, parking);
    expect(tombstone.key).toBe('');
    expect(deadLetterDetailsOf(tombstone.headers).missing).toEqual({ noValue: true });
  });

  it.each([
    ['a large value', { ...record, value: new Uint8Array(2_000_000) }, 900_000, 256_000],
    ['a large value and a small limit', { ...record, value: new Uint8Array(2_000_000) }, 2_000, 1_000],
    ['large headers', { ...record, headers: { big: 'x'.repeat(950_000) }, value: new Uint8Array(9) }, 900_000, 9],
    ['a large key', { ...record, key: 'x'.repeat(950_000), value: new Uint8Array(9) }, 900_000, 9],
    ['room for the reason alone', { ...record, value: new Uint8Array(2_000_000) }, 400, 0],
  ])(
    'of a record with %s keeps as much as the log takes, and says how much there was',
    async (_name, whole, most, kept) => {
      const log = logOf(most);
      await appendDeadLetter(log.append, deadLetterOf(whole, parking));
      expect(log.taken).toHaveLength(1);
      expect(log.taken[0]?.value).toHaveLength(kept);
      expect(log.taken[0]?.key).toBe('t/3/7');
      expect(log.taken[0]?.headers).toMatchObject({
        'dead-letter-reason': 'because',
        'dead-letter-cut-from-bytes': String(whole.value.length),
      });
    },
  );

  it('is rejected with the log’s error when that cannot be reached, or refuses even the reason alone', async () => {
    const letter = deadLetterOf({ ...record, value: new Uint8Array(1_000) }, parking);
    const down = appendDeadLetter(logOf(0, 'UNREACHABLE').append, letter);
    await expect(down).rejects.toMatchObject({ code: 'UNREACHABLE' });
    await expect(appendDeadLetter(logOf(10).append, letter)).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE' });
  });
});
