import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readEnvironment } from './read-environment.ts';
import { flag, httpUrl, integer, isLoopback, list, listOf, processVariables } from './variables.ts';

const schema = z.object({
  PORT: integer(0, 65_535).default(4_000),
  ON: flag.default(false),
  NAMES: list.default([]),
  CHANNELS: listOf(['email', 'sms']).default(['email']),
  URL: httpUrl.optional(),
  ...processVariables,
});

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readEnvironment(schema, environment);
    return [];
  } catch (error) {
    if (!(error instanceof Error && 'problems' in error)) throw error;
    return error.problems as readonly string[];
  }
}

describe('the forms of settings', () => {
  it('have their defaults where they are unset or empty', () => {
    expect(readEnvironment(schema, { PORT: '' })).toEqual({
      ...{ PORT: 4_000, ON: false, NAMES: [], CHANNELS: ['email'] },
      ...{ HOST: '127.0.0.1', LOG_LEVEL: 'info', POLICY_TIME_SCALE: 1 },
    });
  });

  it('read numbers, flags and lists', () => {
    const environment = { PORT: '0', ON: '1', NAMES: ' a ,,b', CHANNELS: 'sms, email', URL: 'https://x.example' };
    expect(readEnvironment(schema, environment)).toMatchObject({
      ...{ PORT: 0, ON: true, NAMES: ['a', 'b'], CHANNELS: ['sms', 'email'], URL: 'https://x.example' },
    });
  });

  it('say what is expected, and repeat no value', () => {
    const environment = { PORT: '70000', ON: 'yes', CHANNELS: 'fax', URL: 'ftp://x', POLICY_TIME_SCALE: '2' };
    const problems = problemsOf(environment);
    expect(problems).toEqual([
      'PORT: at most 65535 is expected',
      'ON: must be 1 or 0',
      'CHANNELS.0: must be of email, sms, separated by commas',
      'URL: an http(s) URL is expected',
      expect.stringMatching(/^POLICY_TIME_SCALE: /),
    ]);
    for (const value of Object.values(environment).slice(1, 4)) expect(problems.join()).not.toContain(`"${value}"`);
    expect(problemsOf({ PORT: '1.5', CHANNELS: ',' })).toEqual([
      'PORT: a whole number is expected',
      'CHANNELS: one at least is expected',
    ]);
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.9.8.7', '::1', '[::1]', 'localhost', 'app.localhost', 'LOCALHOST'])(
    'holds for %s',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '::',
    '192.168.7.5',
    '127.0.0.1.example.com',
    'localhost.example.com',
    'notlocalhost',
    '',
    '1.127.0.0.1',
  ])('does not hold for "%s"', (host) => expect(isLoopback(host)).toBe(false));
});
