import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsSegments, segmentsOf } from './segments.ts';
import { toSmsText } from './sms-text.ts';

const countOf = (text: string) => segmentsOf(text).texts.length;

/** What Twilio publishes: https://www.twilio.com/docs/glossary/what-sms-character-limit and …/what-is-gsm-7-character-encoding */
describe('segments', () => {
  it('hold 160 characters of GSM-7 alone, and 153 each of several', () => {
    expect([1, 160, 161, 306, 307, 459, 460].map((length) => countOf('a'.repeat(length)))).toEqual([
      1, 1, 2, 2, 3, 3, 4,
    ]);
  });

  it('hold 70 UTF-16 units of other scripts alone, and 67 each of several', () => {
    expect([1, 70, 71, 134, 135, 201, 202].map((length) => countOf('я'.repeat(length)))).toEqual([1, 1, 2, 2, 3, 3, 4]);
  });

  it('count characters of the extension twice, and never divide their two', () => {
    for (const character of '^{}\\[~]|€') {
      expect(segmentsOf(character.repeat(80))).toEqual({ encoding: 'GSM-7', texts: [character.repeat(80)] });
      expect(countOf(character.repeat(81))).toBe(2);
    }
    const { texts } = segmentsOf(`${'a'.repeat(152)}€${'b'.repeat(20)}`);
    expect(texts).toEqual(['a'.repeat(152), `€${'b'.repeat(20)}`]);
  });

  it('count a surrogate pair as two units, and never divide it', () => {
    expect(countOf('🦷'.repeat(35))).toBe(1);
    const { encoding, texts } = segmentsOf(`${'я'.repeat(66)}🦷${'я'.repeat(10)}`);
    expect({ encoding, texts }).toEqual({ encoding: 'UCS-2', texts: ['я'.repeat(66), `🦷${'я'.repeat(10)}`] });
  });

  it('are in UCS-2 by one character outside of the alphabet', () => {
    for (const character of ['ł', '“', '☎', '\u200e', 'ש', '`', 'ç']) {
      expect([character, segmentsOf(`${'a'.repeat(70)}${character}`)]).toMatchObject([
        character,
        { encoding: 'UCS-2' },
      ]);
    }
  });

  it('are counted only where a text may not fit, with the same verdict', () => {
    const texts = fc.oneof(fc.string({ maxLength: 500 }), fc.string({ unit: 'grapheme', maxLength: 250 }));
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 3 }), (text, most) => {
        const sms = toSmsText(text).text;
        expect(fitsSegments(sms, most)).toBe(countOf(sms) <= most);
      }),
    );
  });

  it('together are the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 250 }), (text) => {
        expect(segmentsOf(text).texts.join('')).toBe(text);
      }),
    );
  });
});
