import { describe, expect, it } from 'vitest';
import { failureText, maskAddress, safeText } from './safe-text.ts';

describe('a masked address', () => {
  it.each([
    ['john@example.com', 'j***@example.com'],
    ['j@example.com', 'j***@example.com'],
    ['ülrich@example.com', 'ü***@example.com'],
    ['😀@example.com', '😀***@example.com'],
    ['+15555550123', '+1555***0123'],
    ['+1555555', '+1***55'],
    ['no-address', '***'],
    ['@example.com', '***'],
    ['', '***'],
  ])('%s is shown as %s', (address, shown) => {
    expect(maskAddress(address)).toBe(shown);
  });
});

describe('a safe text', () => {
  it('has every address masked, wherever it stands', () => {
    const said = "550 <jane.roe@example.com>: no; (bob+x@mail.example.org) To=%2B15555550123 '+15555550123'";
    expect(safeText(said)).toBe("550 <j***@example.com>: no; (b***@mail.example.org) To=%2B15***23 '+1555***0123'");
  });

  it('has no secret, no control character and no broken character', () => {
    expect(safeText('pass hunter2!\u0000 a\r\nb\u0085c \ud83d end', ['hunter2!', ''])).toBe(
      'pass *** a b c \ufffd end',
    );
  });

  it('keeps reply codes and enhanced codes readable', () => {
    expect(safeText('550-5.7.26 refused\r\n550 5.7.26 see RFC 7489')).toBe(
      '550-5.7.26 refused 550 5.7.26 see RFC 7489',
    );
  });

  it('has at most 500 characters, and takes no time over a megabyte', () => {
    const startedAt = performance.now();
    expect(safeText('x'.repeat(1_000_000))).toHaveLength(500);
    expect(safeText('1'.repeat(1_000_000)).length).toBeLessThanOrEqual(500);
    expect(safeText(`${'x'.repeat(498)}🦄🦄🦄`)).toBe(`${'x'.repeat(498)}🦄…`);
    expect(performance.now() - startedAt).toBeLessThan(10_000); // quadratic time would take hours
  });

  it.each([
    [`${'a'.repeat(90)}.roe@example.com said no`, 'a***@example.com said no'],
    [`<"jane roe"@example.com>`, '<x***@example.com>'],
    ['rcpt=jane%40example.com', 'r***@example.com'],
    ['jane@mail@example.com', 'j***@example.com'],
    ['call +1 (555) 555-0123 or 555-555-0123', 'call +1555***0123 or 55***23'],
    ['no\u2028line', 'no line'],
  ])('has no address left in whatever form: %s', (said, shown) => {
    expect(safeText(said)).toBe(shown);
  });

  it('is never cut within a character, or within a secret', () => {
    expect(safeText('😀'.repeat(400))).toBe('😀'.repeat(400));
    expect(safeText('😀'.repeat(600))).toBe(`${'😀'.repeat(499)}…`);
    const padding = ' '.repeat(3_995);
    expect(safeText(`a${padding}hunter2! b`, ['hunter2!'])).toBe('a ***');
  });
});

describe('the text of a failure', () => {
  it('has the meaning, the code unless the words have it, and the words', () => {
    expect(failureText('refused', '550', '550 no')).toBe('refused: 550 no');
    expect(failureText('refused', '30034', 'no')).toBe('refused (30034): no');
    expect(failureText('refused', '30034', '')).toBe('refused (30034)');
    expect(failureText('refused', null, '')).toBe('refused');
    expect(failureText('refused', '30034', 'x'.repeat(600))).toHaveLength(500);
  });
});
