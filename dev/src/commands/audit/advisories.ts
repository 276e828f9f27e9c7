import { z } from 'zod';

/** A known weakness of a package that is installed. */
export interface Advisory {
  /** Its id in GitHub's database; where it has none, the registry's own. */
  readonly id: string;
  readonly name: string;
  /** The versions that have it. */
  readonly range: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
}

/** What a registry answered: advisories, or why there is no list of them. */
export type AuditAnswer =
  | { readonly kind: 'answered'; readonly advisories: readonly Advisory[] }
  | { readonly kind: 'unanswered'; readonly why: string };

const advisorySchema = z.object({
  source: z.union([z.number(), z.string()]),
  name: z.string(),
  title: z.string(),
  url: z.string(),
  severity: z.string(),
  range: z.string(),
});

/** npm's own report (npm 7 and newer). `via` names a package where its weakness is another's. */
const reportSchema = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisorySchema])) })),
});

/** What it prints instead when the registry did not answer with advisories. */
const failureSchema = z.object({
  message: z.string().optional(),
  statusCode: z.number().optional(),
  error: z.object({ summary: z.string() }).optional(),
});

/** Reads what `npm audit --json` printed. What is no report is no "nothing found" either. */
export function readAudit(output: string): AuditAnswer {
  const json = jsonOf(output);
  const report = reportSchema.safeParse(json);
  if (report.success) {
    const all = Object.values(report.data.vulnerabilities).flatMap(({ via }) => via);
    const advisories = all
      .filter((one) => typeof one !== 'string')
      .map(({ source, ...rest }) => {
        return { ...rest, id: /GHSA(-[0-9a-z]{4}){3}/.exec(rest.url)?.[0] ?? String(source) };
      });
    return { kind: 'answered', advisories: [...new Map(advisories.map((one) => [one.id, one])).values()] };
  }
  const failure = failureSchema.safeParse(json);
  const { message, error } = failure.success ? failure.data : {};
  return {
    kind: 'unanswered',
    why: message ?? error?.summary ?? `npm audit printed ${output.slice(0, 200) || 'nothing'}`,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
