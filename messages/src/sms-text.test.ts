import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGsm } from './gsm.ts';
import { toSmsText } from './sms-text.ts';

function* charactersFrom(first: number, last: number): Iterable<string> {
  for (let at = first; at <= last; at++) yield String.fromCodePoint(at);
}

describe('SMS text', () => {
  it('has a likeness of every Latin letter', () => {
    const letters = [...charactersFrom(0xc0, 0x24f), ...charactersFrom(0x1e00, 0x1eff)];
    const without = letters.filter((letter) => /\p{Script=Latin}/u.test(letter) && !isGsm(toSmsText(letter).text));
    expect(without).toEqual([]);
    expect(toSmsText('Łódź ıŞğ đ Œuvre ẞ Þór Việt Nam ĳ ə').text).toBe('Lodz iSg d OEuvre SS Thor Viet Nam ij a');
  });

  it('has a likeness of every sign that is typed between words, and pictures of none', () => {
    const signs = [...charactersFrom(0xa1, 0xbf), ...charactersFrom(0x2010, 0x2027), ...charactersFrom(0x2030, 0x2044)];
    const odd = signs.filter((sign) => {
      const { text, pictures } = toSmsText(sign);
      return !isGsm(text) || pictures.length > 0;
    });
    expect(odd).toEqual([]);
    expect(toSmsText('„Praxis“ – ‘so’ … «là» 3° ½ № 5 €20 ® ™ ≤').text).toBe(
      `"Praxis" - 'so' ... "là" 3o 1/2 No 5 €20 (R) TM <=`,
    );
    expect(toSmsText('2×30 min, 3 ✕ 5, 10∶30 ⌀ 5 ❝a❞ ❛b❜ ⟨c⟩ a⋅b ₤5')).toEqual({
      text: `2x30 min, 3 x 5, 10:30 Ø 5 "a" 'b' <c> a-b £5`,
      pictures: [],
    });
  });

  it('leaves pictures out, whole, and says which', () => {
    for (const picture of ['☎', '☎️', '🦷', '👨‍👩‍👧', '👍🏽', '🇦🇹', '❤️', '★', '✓', '⏰', '🏴󠁧󠁢󠁥󠁮󠁧󠁿']) {
      expect(toSmsText(`a ${picture} b`)).toEqual({ text: 'a b', pictures: [picture] });
    }
    expect(toSmsText('1️⃣ #️⃣ ①')).toEqual({ text: '1 # 1', pictures: [] });
  });

  it('leaves other scripts as they are, with the joiners and marks that their words need', () => {
    for (const text of ['Приём', 'ὁδός', 'שָׁלוֹם', 'می‌خواهم', 'ක්‍රියා', '歯科', '한국어', 'ไทย']) {
      expect(toSmsText(text)).toEqual({ text: text.normalize('NFC'), pictures: [] });
    }
  });

  it('has no mark that a Latin letter cannot be composed with, and nothing that is not seen', () => {
    expect(
      toSmsText('m\u0308n\u0302\u0303 Z\u0351\u0363a \u200eb\u202e\u2060c\u00adde\u200cf\ufe0f \u{e0061}').text,
    ).toBe('mn Za bcdef');
    expect(toSmsText('a\u0007b\r\n\tc\u2028d').text).toBe('a b c d');
  });

  it('is the same, written again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        const once = toSmsText(text).text;
        expect(toSmsText(once)).toEqual({ text: once, pictures: [] });
      }),
    );
  });
});
