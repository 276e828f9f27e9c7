/**
 * Parameters of a request's address, read all at once. What is wrong with one is said with what was expected and what came: unlike inputs of
 * GraphQL, they are not logged with the request.
 */
import { isTimeZone } from '@belltower/events';
import { z } from 'zod';
import type { IssueCode } from '../generated/resolvers.ts';
import { badInput, createIssues } from '../request-error.ts';

/** Reads one parameter: answers undefined where it is absent or wrong. */
export interface Parameters {
  text(name: string): string | undefined;
  /** Several values, with commas between them, of which only these are known. */
  several<Known extends string>(name: string, known: readonly Known[]): Known[] | undefined;
  one<Known extends string>(name: string, known: readonly Known[]): Known | undefined;
  instant(name: string): string | undefined;
  /** An IANA name. @default 'UTC' */
  timeZone(name: string): string;
  /** Refuses what a rule says. */
  refuse(name: string, code: IssueCode, expected: string): void;
  /** To be called when all were read. @throws {RequestError} BAD_USER_INPUT with all that is wrong */
  done(): void;
}

const instantSchema = z.iso.datetime({ offset: true });
const LONGEST_SHOWN = 60;

/** Makes a reader of parameters. One that is not known, or comes twice, is wrong as well. */
export function readParameters(query: Readonly<Record<string, unknown>>, known: readonly string[]): Parameters {
  const issues = createIssues();
  const refuse = (name: string, code: IssueCode, expected: string) =>
    issues.add([name], { code, message: `${expected}, got ${shown(query[name])}` });
  for (const name of Object.keys(query)) {
    if (!known.includes(name)) {
      issues.add([name], { code: 'INVALID_TYPE', message: `is no parameter: those are ${known.join(', ')}` });
    } else if (typeof query[name] !== 'string') refuse(name, 'INVALID_TYPE', 'must be given once');
  }
  const text = (name: string) => {
    const given = query[name];
    return typeof given === 'string' && given !== '' ? given : undefined;
  };
  const several = <Known extends string>(name: string, values: readonly Known[]) => {
    const parts = text(name)?.split(',');
    if (parts === undefined) return undefined;
    const found = parts.flatMap((part) => values.filter((value) => value === part.trim()));
    if (found.length === parts.length) return [...new Set(found)];
    refuse(name, 'INVALID_VALUE', `must be of ${values.join(', ')}, with commas between them`);
    return undefined;
  };
  return {
    text,
    several,
    one(name, values) {
      const found = text(name) === undefined ? undefined : values.find((value) => value === text(name));
      if (found === undefined && text(name) !== undefined) {
        refuse(name, 'INVALID_VALUE', `must be one of ${values.join(', ')}`);
      }
      return found;
    },
    instant(name) {
      const given = text(name);
      if (given === undefined || instantSchema.safeParse(given.toUpperCase()).success) return given;
      refuse(name, 'INVALID_INSTANT', 'must be an RFC 3339 instant, such as 2026-02-13T17:00:00Z (a + as %2B)');
      return undefined;
    },
    timeZone(name) {
      const given = text(name) ?? 'UTC';
      if (isTimeZone(given)) return given;
      refuse(name, 'INVALID_TIME_ZONE', 'must be an IANA time zone, such as Europe/Vienna');
      return 'UTC';
    },
    refuse,
    done() {
      if (issues.found.length > 0) throw badInput(issues.found);
    },
  };
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === undefined) return 'nothing';
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN).toWellFormed()}…` : `\`${text}\``;
}
