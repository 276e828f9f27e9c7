import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrast, readColour, textColourOn } from './colour.ts';

test('The contrast of colours is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#1f6247', '#ffffff')).toBeGreaterThan(7);
});

test('Text on the colour of a brand can be read, whatever the colour', () => {
  expect(['#ffffff', '#ffd400', '#1f6247', '#000000'].map(textColourOn)).toEqual([
    '#111827',
    '#111827',
    '#ffffff',
    '#ffffff',
  ]);
  fc.assert(
    fc.property(fc.nat(0xffffff), (value) => {
      const colour = `#${value.toString(16).padStart(6, '0')}`;
      expect(contrast(colour, textColourOn(colour))).toBeGreaterThan(4.15);
    }),
  );
});

test('A colour is read as six digits', () => {
  expect(['#0AF', '#1F6247', 'red', '#12', '#12345g'].map(readColour)).toEqual([
    '#00aaff',
    '#1f6247',
    null,
    null,
    null,
  ]);
});
