import { z } from 'zod';
import { badInput, type InputIssue } from '../request-error.ts';
import { COUNTRY_FAULT, emailAddress, isRefusedNumber, phoneNumber } from '../texts.ts';
import { fault, issuesOf } from '../zod-issues.ts';

/** Which delivery is to be sent again, and its corrected address, checked and in its normal form. */
export interface WantedRetry {
  readonly id: string;
  readonly email: string | null;
  readonly phone: string | null;
  /** Whether the address holds for the appointment's later messages as well. */
  readonly keepForAppointment: boolean;
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
    phone: phoneNumber.refine(
      (phone) => !isRefusedNumber(phone, smsCountries),
      fault(COUNTRY_FAULT.code, COUNTRY_FAULT.message),
    ),
    keepForAppointment: z
      .boolean({ error: 'must be true or false' })
      .nullish()
      .transform((keep) => keep ?? false),
  });
  return {
    parse(input) {
      const parsed = schema.safeParse(input);
      if (!parsed.success) throw badInput(issuesOf(parsed.error, ['input']));
      return parsed.data;
    },
    issues(input) {
      const { error } = schema.safeParse(input);
      return error === undefined ? [] : issuesOf(error, ['input']);
    },
  };
}
