import { describe, expect, it } from 'vitest';
import { databaseFailureOf, isDatabaseUnavailable, isDataFailure } from './failures.ts';

const failure = (code: string) => Object.assign(new Error('the database says no'), { code });

describe('what a failure says about the database', () => {
  it.each([
    ...['25006', '53100', '53200', '53300', '57014', '57P01', '57P03', '40001', '40P01', '08006', '08001', '58030'],
    ...['28P01', '3D000', '55P03', '25P04', 'ECONNREFUSED', 'ECONNRESET'],
  ])('%s is an outage: the same statement may succeed later', (code) => {
    expect(isDatabaseUnavailable(failure(code))).toBe(true);
    expect(isDataFailure(failure(code))).toBe(false);
  });

  it.each(['08P01', '22021', '22003', '22P05', '23505', '42601', '42501', 'XX000', 'XX001'])(
    '%s is no outage',
    (code) => expect(isDatabaseUnavailable(failure(code))).toBe(false),
  );

  it('classes 22 and 23 alone are the fault of the data', () => {
    const codes = ['22021', '23505', '08P01', '25006', '42601'];
    expect(codes.map((code) => isDataFailure(failure(code)))).toEqual([true, true, false, false, false]);
  });

  it('a database that takes no writes is read-only or full; one that refuses the login is denied', () => {
    const codes = ['25006', '53100', '57014', 'ECONNREFUSED', '28P01', '3D000', '40P01'];
    expect(codes.map((code) => databaseFailureOf(failure(code)))).toEqual([
      ...['read-only', 'full', 'unreachable', 'unreachable', 'denied', 'denied', 'aborted'],
    ]);
  });

  it('a Unix socket that is not there is an outage, one that is closed to us denies; other files say nothing', () => {
    const connecting = (code: string) => Object.assign(failure(code), { syscall: 'connect' });
    expect(databaseFailureOf(connecting('ENOENT'))).toBe('unreachable');
    expect(databaseFailureOf(connecting('EACCES'))).toBe('denied');
    expect(databaseFailureOf(Object.assign(failure('ENOENT'), { syscall: 'open' }))).toBe('other');
  });

  it('an error without a code is read by the words of pg, by its parts, or by its cause', () => {
    expect(databaseFailureOf(new Error('Connection terminated unexpectedly'))).toBe('unreachable');
    expect(databaseFailureOf(new AggregateError([new Error('x'), failure('ECONNREFUSED')]))).toBe('unreachable');
    expect(databaseFailureOf(new Error('the ORM says', { cause: failure('53100') }))).toBe('full');
    expect(databaseFailureOf(new Error('our message says timeout'))).toBe('other');
    expect(databaseFailureOf(failure('ERR_X'))).toBe('other');
    expect(databaseFailureOf('57014')).toBe('other');
  });
});
