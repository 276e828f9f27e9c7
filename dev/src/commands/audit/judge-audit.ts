/** What `npm audit` found, and which of it is accepted for now. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** npm's own report (npm 7 and newer). `via` names a package where its weakness is another's. */
const reportSchema = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({
      via: z.array(
        z.union([
          z.string(),
          z.object({
            source: z.union([z.number(), z.string()]),
            name: z.string(),
            title: z.string(),
            url: z.string(),
            severity: z.string(),
            range: z.string(),
          }),
        ]),
      ),
    }),
  ),
});

/** What it prints instead when the registry did not answer with advisories. */
const failureSchema = z.object({ message: z.string().optional(), error: z.object({ summary: z.string() }).optional() });

const exceptionsSchema = z.array(
  z.strictObject({
    id: z.string().regex(/^GHSA(-[0-9a-z]{4}){3}$/, 'must be an id such as GHSA-xxxx-xxxx-xxxx'),
    why: z.string().min(20, 'must say why it does no harm here'),
    until: z.iso.date('must be a day such as 2026-12-31'),
  }),
);

/** Advisories that are known and accepted until a day, the last one on which they count. */
export type AuditExceptions = z.infer<typeof exceptionsSchema>;

/** A known weakness of a package that is installed, by its id in GitHub's database; where it has none, the registry's own. */
type Advisory = Readonly<Record<'id' | 'name' | 'range' | 'severity' | 'title' | 'url', string>>;

/** What a registry answered: advisories, or why there is no list of them. */
export type AuditAnswer =
  | { readonly kind: 'answered'; readonly advisories: readonly Advisory[] }
  | { readonly kind: 'unanswered'; readonly why: string };

/** After this time there is no answer, in milliseconds. */
const WITHIN_MS = 60_000;

/**
 * Asks the registry for the advisories on everything that a folder's lock file names, by `npm audit`. Nothing needs to be
 * installed there. It never rejects because of the registry or the network: then it is unanswered.
 */
export async function auditFolder(folder: string): Promise<AuditAnswer> {
  const calledBy = process.env.npm_execpath ?? '';
  const [command, before] = basename(calledBy).startsWith('npm-cli') ? [process.execPath, [calledBy]] : ['npm', []];
  const npm = spawn(
    command,
    [...before, 'audit', '--json', '--package-lock-only', '--no-offline', '--fetch-retries=1', '--fetch-timeout=20000'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], timeout: WITHIN_MS, killSignal: 'SIGKILL' },
  );
  try {
    const [output] = await Promise.all([text(npm.stdout), once(npm, 'close')]);
    if (npm.signalCode === null) return readAudit(output);
    return { kind: 'unanswered', why: `no answer within ${WITHIN_MS / 1_000} s` };
  } catch (error) {
    return { kind: 'unanswered', why: `npm cannot be run: ${error instanceof Error ? error.message : error}` };
  }
}

/** Reads what `npm audit --json` printed. What is no report is no "nothing found" either. */
export function readAudit(output: string): AuditAnswer {
  const json = jsonOf(output);
  const report = reportSchema.safeParse(json);
  if (report.success) {
    const found = Object.values(report.data.vulnerabilities).flatMap(({ via }) => via);
    const advisories = found.flatMap((one) => {
      if (typeof one === 'string') return [];
      const { source, ...rest } = one;
      return [{ ...rest, id: /GHSA(-[0-9a-z]{4}){3}/.exec(rest.url)?.[0] ?? String(source) }];
    });
    return { kind: 'answered', advisories: [...new Map(advisories.map((one) => [one.id, one])).values()] };
  }
  const { message, error } = failureSchema.safeParse(json).data ?? {};
  const why = message ?? error?.summary ?? `npm audit printed ${output.slice(0, 200) || 'nothing'}`;
  return { kind: 'unanswered', why };
}

function jsonOf(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
}

/** Reads `audit-exceptions.json`. @throws {Error} naming every entry that cannot be read */
export function parseExceptions(content: string): AuditExceptions {
  const read = exceptionsSchema.safeParse(JSON.parse(content));
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`audit-exceptions.json: ${problems.join('; ')}`);
}

/**
 * Holds what was found against the written exceptions: problems are reasons to fail, notes should be known. An exception counts
 * up to its last day, `today` included (UTC); after it, it is itself a problem, whether its advisory is still found or not.
 */
export function judgeAudit(found: readonly Advisory[], exceptions: AuditExceptions, today: string) {
  const accepted = exceptions.filter(({ until }) => until >= today);
  const refused = found.filter(({ id }) => !accepted.some((exception) => exception.id === id));
  const described = refused.map(({ id, severity, name, range, title, url }) => {
    return `${severity}: ${name} ${range}: ${title} (${id}, ${url})`;
  });
  const expired = exceptions.filter((exception) => !accepted.includes(exception));
  return {
    problems: [
      ...new Set(described),
      ...expired.map(({ id, until }) => {
        return `the exception for ${id} has ended on ${until}: look again, and renew or remove it`;
      }),
    ],
    notes: accepted.map(({ id, why, until }) =>
      found.some((advisory) => advisory.id === id)
        ? `accepted until ${until}: ${id} (${why})`
        : `the exception for ${id} is not needed any more: remove it`,
    ),
  };
}
