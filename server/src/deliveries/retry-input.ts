import { z } from 'zod';
import { badInput, type InputIssue } from '../request-error.ts';
import { COUNTRY_MESSAGE, emailAddress, isRefusedNumber, phoneNumber } from '../texts.ts';

/** Which delivery is to be sent again, and its corrected address, checked and in its normal form. */
export interface WantedRetry {
  readonly id: string;
  readonly email: string | null;
  readonly phone: string | null;
}

/** The checks of one configuration. */
export interface RetryInput {
  /**
   * Checks what a caller wants to be sent again.
   *
   * @throws {RequestError} BAD_USER_INPUT with every issue; paths begin with `input`
   */
  parse(input: unknown): WantedRetry;
  /** Everything that is wrong with an input. */
  issues(input: unknown): readonly InputIssue[];
}

/** Makes the checks. `smsCountries`: those that SMS may go to; undefined: all. */
export function createRetryInput({
  smsCountries,
}: {
  readonly smsCountries?: readonly string[] | undefined;
} = {}): RetryInput {
  const schema = z.object({
    id: z.string({ error: 'is needed' }),
    email: emailAddress,
    phone: phoneNumber.refine((phone) => !isRefusedNumber(phone, smsCountries), COUNTRY_MESSAGE),
  });
  return {
    parse(input) {
      const parsed = schema.safeParse(input);
      if (!parsed.success) throw badInput(issuesOf(parsed.error));
      return parsed.data;
    },
    issues(input) {
      const { error } = schema.safeParse(input);
      return error === undefined ? [] : issuesOf(error);
    },
  };
}

function issuesOf({ issues }: z.ZodError): readonly InputIssue[] {
  return issues.map(({ path, message }) => ({ path: ['input', ...path.map(String)], message }));
}
