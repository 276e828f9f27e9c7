/** The written list of advisories that are known and accepted for now: `audit-exceptions.json`. */
import { z } from 'zod';

/** An advisory that does not fail the audit until a day. */
export interface AuditException {
  /** Its id in GitHub's database. */
  readonly id: string;
  /** Why it does no harm here, and what is waited for. */
  readonly why: string;
  /** The last day on which it counts. */
  readonly until: string;
}

const exceptionsSchema = z.array(
  z.strictObject({
    id: z.string().regex(/^GHSA(-[0-9a-z]{4}){3}$/, 'must be an id such as GHSA-xxxx-xxxx-xxxx'),
    why: z.string().min(20, 'must say why it does no harm here'),
    until: z.iso.date('must be a day such as 2026-12-31'),
  }),
);

/** Reads the list. @throws {Error} naming every entry that cannot be read */
export function parseExceptions(text: string): readonly AuditException[] {
  const read = exceptionsSchema.safeParse(JSON.parse(text));
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`audit-exceptions.json: ${problems.join('; ')}`);
}
