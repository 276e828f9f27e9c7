/** What zod finds wrong, as issues of an input with their codes. */
import type { z } from 'zod';
import type { Fault, InputIssue } from './request-error.ts';

/** A rule's fault as zod takes it, in `refine` and in `addIssue`: its issue has the code. */
export function fault(code: Fault['code'], message: string) {
  return { code: 'custom', message, params: { code } } as const;
}

/** The issues of the value at `path`. */
export function issuesOf({ issues }: z.ZodError, path: InputIssue['path']): readonly InputIssue[] {
  return issues.map((issue) => ({
    path: [...path, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))],
    code: codeOf(issue),
    message: issue.message,
  }));
}

function codeOf(issue: z.core.$ZodIssue): Fault['code'] {
  switch (issue.code) {
    case 'custom':
      return issue.params?.code ?? 'INVALID_VALUE'; // of `fault`
    case 'too_small':
    case 'too_big':
      return 'OUT_OF_RANGE';
    case 'invalid_format':
      return 'INVALID_INSTANT';
    default:
      return 'INVALID_TYPE';
  }
}
