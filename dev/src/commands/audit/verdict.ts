import type { Advisory } from './advisories.ts';
import type { AuditException } from './exceptions.ts';

/** What the audit came to. */
export interface Verdict {
  /** Each is a reason to fail. */
  readonly problems: readonly string[];
  /** What stands in the way of nothing, and should be known. */
  readonly notes: readonly string[];
}

/**
 * Holds what was found against the written exceptions. An exception counts up to its last day, `today` included (UTC); after
 * it, it is itself a problem, whether its advisory is still found or not.
 */
export function judgeAudit(found: readonly Advisory[], exceptions: readonly AuditException[], today: string): Verdict {
  const accepted = new Map(exceptions.filter(({ until }) => until >= today).map((one) => [one.id, one]));
  const expired = exceptions.filter(({ until }) => until < today);
  const foundIds = new Set(found.map(({ id }) => id));
  return {
    problems: [
      ...new Set(found.filter(({ id }) => !accepted.has(id)).map(described)),
      ...expired.map(
        ({ id, until }) => `the exception for ${id} has ended on ${until}: look again, and renew or remove it`,
      ),
    ],
    notes: [...accepted.values()].map(({ id, why, until }) =>
      foundIds.has(id)
        ? `accepted until ${until}: ${id} (${why})`
        : `the exception for ${id} is not needed any more: remove it`,
    ),
  };
}

function described({ id, severity, name, range, title, url }: Advisory): string {
  return `${severity}: ${name} ${range}: ${title} (${id}, ${url})`;
}
