import { isDataFailure } from '@belltower/support/postgres';
import { describe, expect, it } from 'vitest';
import { isDatabaseUnavailable, writeRefusalOf } from './failures.ts';

const failure = (code: string) => Object.assign(new Error('the database says no'), { code });

describe('what the database refuses', () => {
  it.each([
    ...['25006', '53100', '53200', '53300', '57014', '57P01', '57P03', '40001', '40P01', '08006', '08001', '58030'],
    ...['28P01', '3D000', '55P03', '25P04', 'ECONNREFUSED', 'ECONNRESET'],
  ])('may succeed later: %s', (code) => {
    expect(isDatabaseUnavailable(failure(code))).toBe(true);
    expect(isDataFailure(failure(code))).toBe(false);
  });

  it.each(['08P01', '22021', '22003', '22P05', '23505', '42601', '42501', 'XX000', 'XX001'])(
    'is no outage: %s',
    (code) => expect(isDatabaseUnavailable(failure(code))).toBe(false),
  );

  it('is the data’s fault in classes 22 and 23 alone', () => {
    const codes = ['22021', '23505', '08P01', '25006', '42601'];
    expect(codes.map((code) => isDataFailure(failure(code)))).toEqual([true, true, false, false, false]);
  });

  it('is the fault of a database that takes no writes', () => {
    const codes = ['25006', '53100', '57014', 'ECONNREFUSED'];
    expect(codes.map((code) => writeRefusalOf(failure(code)))).toEqual(['read-only', 'full', null, null]);
  });
});
