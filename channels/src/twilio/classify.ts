/** Promise: what Twilio or the way to it did is given a meaning by one table, and nowhere else; its code is always kept. */
import type { ChannelErrorDetails } from '../errors.ts';
import type { TwilioFailure } from './failure.ts';
import { twilioTable } from './table.ts';
import type { TwilioPattern, TwilioRow } from './table-row.ts';

/** What is known of a failure: what it means for us, and what Twilio calls it. */
export interface TwilioVerdict {
  readonly meaning: string;
  /** Twilio's title of the code; null when the table has none. */
  readonly title: string | null;
  readonly details: ChannelErrorDetails;
}

/** Finds the row for a failed send, and its verdict. Pure. */
export function classifyTwilio(failure: TwilioFailure): TwilioVerdict {
  const named = failure.code === null ? null : rowOfCode(failure.code);
  const row = named?.row ?? twilioTable.find(({ when = [] }) => when.some((pattern) => fits(pattern, failure)));
  if (row === undefined) throw new TypeError('the last row of the table fits everything');
  const providerCode = (failure.code ?? failure.network ?? failure.status)?.toString() ?? null;
  const { retryAfterMs } = failure;
  return {
    meaning: row.meaning,
    title: named?.title ?? null,
    details: { ...row.verdict, providerCode, ...(retryAfterMs !== null && { retryAfterMs }) },
  };
}

/**
 * Says why a message that Twilio had accepted was not delivered, from the `ErrorCode` of a callback, of whatever form. A
 * carrier's reason (30xxx) is `UNDELIVERED`; nothing retries it by itself: its `kind` says whether staff trying again may
 * help (`retry`), or that our account, sender or its registration is at fault (`account`). Pure.
 */
export function classifyUndelivered(code: string | null): TwilioVerdict {
  const number = code !== null && /^\d{1,9}$/.test(code) ? Number(code) : null;
  const named = number === null ? null : rowOfCode(number);
  if (named === null) {
    const meaning = code === null ? 'no reason was given' : 'a reason that we do not know';
    return { meaning, title: null, details: { code: 'UNDELIVERED', kind: 'retry', providerCode: code } };
  }
  const { kind, alarm } = named.row.verdict;
  const byCarrier = number !== null && number >= 30_000 && number < 31_000;
  return {
    meaning: named.row.meaning,
    title: named.title,
    details: {
      code: byCarrier ? 'UNDELIVERED' : named.row.verdict.code,
      kind,
      providerCode: code,
      ...(alarm && { alarm }),
    },
  };
}

function rowOfCode(code: number): { readonly row: TwilioRow; readonly title: string } | null {
  for (const row of twilioTable) {
    const title = row.codes?.[code];
    if (title !== undefined) return { row, title };
  }
  for (const row of twilioTable) {
    const range = row.ranges?.find(([first, last]) => code >= first && code <= last);
    if (range !== undefined) return { row, title: range[2] };
  }
  return null;
}

function fits({ coded, status, left, network, page }: TwilioPattern, failure: TwilioFailure): boolean {
  return (
    (coded === undefined || coded === (failure.code !== null)) &&
    (status === undefined || (failure.status !== null && failure.status >= status[0] && failure.status <= status[1])) &&
    (left === undefined || left === failure.left) &&
    (network === undefined || (failure.network !== null && network(failure.network))) &&
    (page === undefined || page === failure.page)
  );
}
