import { describe, expect, it } from 'vitest';
import { visibleText } from './visible-text.ts';

const SCOTLAND = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}';

describe('visibleText', () => {
  it.each(['👨‍👩‍👧‍👦', '🧑🏽‍⚕️', '🏳️‍🌈', '1️⃣', SCOTLAND, 'می‌خواهم', 'क्‍ष', '한글', 'Ωμέγα'])(
    'keeps %j as it is seen',
    (text) => {
      expect(visibleText(` ${text}\u200b\u202e `)).toBe(text);
    },
  );

  it.each([
    ['Cafe\u0301', 'Café'],
    ['\u202eexe.gpj', 'exe.gpj'],
    ['a\u200bb\u2060c\u00add', 'abcd'],
    ['a\u{e0041}\u{e0042}b', 'ab'],
    [`\u{1f3f4}\u{e0068}\u{e0069}\u{e007f}`, '\u{1f3f4}'],
    ['\u3164\u115f\u1160\uffa0\u2800', ''],
    ['\ufe0f\u200d', ''],
    ['\u00a0\u3000', ''],
  ])('writes %j as %j', (text, seen) => {
    expect(visibleText(text)).toBe(seen);
  });
});
