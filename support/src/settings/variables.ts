/** The forms that settings have, each with an error that says what is expected. Defaults stand where they are used. */
import { z } from 'zod';

/** A whole number between two bounds. */
export const integer = (least: number, most = 2_147_483_647) =>
  z
    .string()
    .transform(Number)
    .pipe(
      z
        .int('a whole number is expected')
        .min(least, `at least ${least} is expected`)
        .max(most, `at most ${most} is expected`),
    );

/** `1` or `0`. */
export const flag = z.enum(['0', '1'], 'must be 1 or 0').transform((value) => value === '1');

/** A list, separated by commas; empty items are left out. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** A list of at least one of these names. */
export const listOf = <Name extends string>(names: readonly Name[]) =>
  list.pipe(
    z.array(z.enum(names, `must be of ${names.join(', ')}, separated by commas`)).min(1, 'one at least is expected'),
  );

/** An `http` or `https` URL. */
export const httpUrl = z.url({ protocol: /^https?$/, error: 'an http(s) URL is expected' });

/** Whether a host, as in a URL or as an address to listen on, is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** What every service of ours has a setting for, whatever it does. */
export const processVariables = {
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  /** Shortens the times of policies, which keep their proportions: for tests. */
  POLICY_TIME_SCALE: z.coerce.number<string>('a number is expected').min(0.01).max(1).default(1),
} as const;
