/** Colours of a brand: what can be read on them (WCAG 2.2, relative luminance and contrast ratio). Pure. */

const DARK = '#111827';
const LIGHT = '#ffffff';

/** Reads `#rgb` or `#rrggbb` as `#rrggbb`; null for anything else. */
export function readColour(text: string): string | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  const long =
    short === null
      ? text
      : `#${short
          .slice(1)
          .map((digit) => digit.repeat(2))
          .join('')}`;
  return /^#[0-9a-f]{6}$/i.test(long) ? long.toLowerCase() : null;
}

/** Of dark and light text the one that is easier to read on a background: at least 4.2 to 1 on any. */
export function textColourOn(background: string): string {
  return contrast(background, LIGHT) >= contrast(background, DARK) ? LIGHT : DARK;
}

/** How much two colours differ, from 1 to 21; text is to have 4.5. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
