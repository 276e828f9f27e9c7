import { expect, it } from 'vitest';
import { storableText } from './text.ts';

it('cuts a text between characters, never within one, and replaces what no store can keep', () => {
  expect(storableText('🦄🦄🦄', 2)).toBe('🦄🦄');
  expect(storableText(`x${'🦄'.repeat(600)}`, 500)).toBe(`x${'🦄'.repeat(499)}`);
  expect(storableText('a\0b\ud83e', 9)).toBe('a\ufffdb\ufffd');
  expect(storableText('\ud83e'.repeat(9), 3)).toBe('\ufffd'.repeat(3));
  expect(storableText('whole', 5)).toBe('whole');
  const once = storableText(`${'🦄'.repeat(300)}\0`, 255);
  expect(storableText(once, 255), 'cut again').toBe(once);
});
