import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readReference, referenceOf, referencePrefixSchema } from './reference.ts';

const ID = '0198f2a0-1c3d-7e4f-8a5b-6c7d99ef4d2b';
const uuids = Array.from({ length: 1_000 }, () => randomUUID());
/** Integers, as another producer's database may have them. */
const integers = [...Array.from({ length: 1_000 }, () => String(randomBytes(8).readBigInt64BE())), '0', '-7'];

describe('a reference', () => {
  it('has eight characters that cannot be mistaken for others, in two groups', () => {
    for (const id of [...uuids, ...integers]) {
      expect(referenceOf(id)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    }
    expect(new Set(uuids.map((id) => referenceOf(id))).size).toBe(uuids.length);
    expect(referenceOf(ID)).toBe('FPCY-YK9B');
    expect(referenceOf('4711')).toBe('0000-04K7');
    expect(referenceOf(ID, 'HILL')).toBe(`HILL-${referenceOf(ID)}`);
  });

  it('leads back to the id, however people write it', () => {
    for (const id of uuids) expect(readReference(referenceOf(id))?.uuidEnd).toBe(id.slice(-10));
    for (const id of ['0', '5', '4711', '1099511627775']) expect(readReference(referenceOf(id))?.integer).toBe(id);
    const read = readReference('HILL-1OLI-04K7');
    for (const written of [
      'hill-1oli-04k7',
      '1011-04K7',
      '101104k7',
      ' 1Oli 04k7 ',
      'lOil-04k7',
      '\u200e1011\u201104K7\u202c',
      '１０１１－０４Ｋ７',
      'Old.1011/04K7',
      'hill1011-04K7',
      '#1011-04K7',
      'Reference: 1011-04K7',
      'Your reference is HILL-1011\u201304k7.',
      '(1011-04K7)',
    ]) {
      expect([written, readReference(written)]).toEqual([written, read]);
    }
  });

  it('is nothing else that people search for', () => {
    for (const text of [
      '',
      'anna',
      'K7QM-4TX',
      'ann@example.com',
      'K7QU-4TXB',
      'an appointment of ann',
      '+43 660 1234567',
    ]) {
      expect([text, readReference(text)]).toEqual([text, null]);
    }
  });
});

describe('the setting of its prefix', () => {
  it('is in capitals, and short', () => {
    expect(referencePrefixSchema.parse(' hill ')).toBe('HILL');
    expect(referencePrefixSchema.parse('')).toBeUndefined();
    for (const text of ['HILL-CLINIC', 'Höhe', 'ninechars']) {
      expect(referencePrefixSchema.safeParse(text).success).toBe(false);
    }
  });
});
