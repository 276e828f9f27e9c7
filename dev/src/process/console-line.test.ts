import { describe, expect, it } from 'vitest';
import { consoleLine, readable } from './console-line.ts';

describe('consoleLine', () => {
  it('shows structured lines from the level on, without what is known', () => {
    const warning = '{"level":40,"time":17,"pid":3,"hostname":"h","service":"server","event_id":"e-1","msg":"slow"}';
    expect(consoleLine(warning, 'warn', false)).toBe('WARN slow event_id=e-1');
    expect(consoleLine(warning, 'error', true)).toBeNull();
    expect(consoleLine('{"level":30,"msg":"x"}', 'info', false)).toBe('INFO x');
  });

  it('shows plain lines as they are when they are wanted, and no empty ones', () => {
    expect(consoleLine('  at start (main.ts:3)', 'silent', true)).toBe('  at start (main.ts:3)');
    expect(consoleLine('{ not json', 'warn', true)).toBe('{ not json');
    expect(consoleLine('  ', 'warn', true)).toBeNull();
    expect(consoleLine('plain', 'warn', false)).toBeNull();
  });
});

describe('readable', () => {
  it('says of an error what it is', () => {
    const line = {
      level: 60,
      msg: 'cannot start',
      err: { code: 'EADDRINUSE', message: 'in use', stack: 'long' },
      n: 2,
    };
    expect(readable(JSON.stringify(line))).toBe('FATAL cannot start err=EADDRINUSE in use n=2');
  });
});
