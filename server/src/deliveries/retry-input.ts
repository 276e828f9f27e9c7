import { z } from 'zod';
import { emailAddress, phoneNumber } from '../appointments/texts.ts';
import { badInput, type InputIssue } from '../request-error.ts';

/** Which delivery is to be sent again, and its corrected address, checked and in its normal form. */
export interface WantedRetry {
  readonly id: string;
  readonly email: string | null;
  readonly phone: string | null;
}

const schema = z.object({ id: z.string({ error: 'is needed' }), email: emailAddress, phone: phoneNumber });

/**
 * Checks what a caller wants to be sent again.
 *
 * @throws {RequestError} BAD_USER_INPUT with every issue; paths begin with `input`
 */
export function parseRetry(input: unknown): WantedRetry {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw badInput(issuesOf(parsed.error));
  return parsed.data;
}

/** Everything that is wrong with an input. */
export function retryIssues(input: unknown): readonly InputIssue[] {
  const { error } = schema.safeParse(input);
  return error === undefined ? [] : issuesOf(error);
}

function issuesOf({ issues }: z.ZodError): readonly InputIssue[] {
  return issues.map(({ path, message }) => ({ path: ['input', ...path.map(String)], message }));
}
