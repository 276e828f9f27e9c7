import { formatInstant } from '@belltower/events';
import { z } from 'zod';
import { badInput, type InputIssue } from '../request-error.ts';

/** An instant in the form of answers, or null. */
export function instantOrNull(instant: Date | null): string | null {
  return instant === null ? null : formatInstant(instant);
}

const instantSchema = z.iso.datetime({ offset: true });

/**
 * Reads the instants of an argument, all at once. Absent ones are null.
 *
 * @throws {RequestError} BAD_USER_INPUT
 */
export function parseInstants<Name extends string>(
  given: Readonly<Record<Name, unknown>>,
  path: readonly string[],
): Record<Name, Date | null> {
  const issues: InputIssue[] = [];
  const entries = Object.entries(given).map(([name, value]) => {
    if (value === null || value === undefined) return [name, null];
    const parsed = instantSchema.safeParse(typeof value === 'string' ? value.toUpperCase() : value);
    if (!parsed.success) {
      issues.push({ path: [...path, name], code: 'INVALID_INSTANT', message: 'must be an RFC 3339 instant' });
    }
    return [name, parsed.success ? new Date(parsed.data) : null];
  });
  if (issues.length > 0) throw badInput(issues);
  return Object.fromEntries(entries);
}
