import { describe, expect, it } from 'vitest';
import { maskAddress, safeText } from './safe-text.ts';

describe('a masked address', () => {
  it.each([
    ['john@example.com', 'j***@example.com'],
    ['j@example.com', 'j***@example.com'],
    ['ülrich@example.com', 'ü***@example.com'],
    ['😀@example.com', '😀***@example.com'],
    ['+15555550123', '+1555***0123'],
    ['+1555555', '+1***55'],
    ['somebody', '***'],
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
});
