/** The field `reminders` of an input. */
import { type ChannelName, channelNames, readDuration } from '@belltower/events';
import { z } from 'zod';
import type { InputIssue } from '../request-error.ts';
import { fault } from '../zod-issues.ts';
import { MOST_RULES } from './reminder-rules.ts';

const flag = z
  .boolean({ error: 'must be true or false' })
  .nullish()
  .transform((value) => value ?? false);

const reminder = z
  .object(
    {
      before: z.string({ error: 'must be a text' }).transform((text, context) => {
        const minutes = readDuration(text.trim());
        if (minutes === null) context.addIssue(DURATION_FAULT);
        return minutes ?? Number.NaN;
      }),
      email: flag,
      sms: flag,
    },
    'must be an object',
  )
  .transform(({ before, email, sms }) => ({ beforeMinutes: before, email, sms }));

const DURATION_FAULT = fault(
  'INVALID_DURATION',
  'must be an ISO 8601 duration in days, hours and minutes, such as PT24H, from 5 minutes to 90 days',
);

/** The rules of an input; null where there are none of its own. */
export const remindersInput = z
  .unknown()
  .optional()
  .transform(listOf)
  .pipe(
    z
      .array(z.unknown(), { error: 'must be a list' })
      .refine(({ length }) => length <= MOST_RULES, fault('TOO_LONG', `must have at most ${MOST_RULES} items`))
      .pipe(z.array(reminder))
      .nullable(),
  );

/** What is no list stands for a list of itself, as GraphQL has it. */
function listOf(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  return Array.isArray(value) ? value : [value];
}

/**
 * Rules of more than the form of one field, reported also when another is wrong.
 *
 * @param notify the input's field of that name
 */
export function reminderIssues(
  reminders: unknown,
  notify: Partial<Record<ChannelName, unknown>>,
): readonly InputIssue[] {
  const list = listOf(reminders);
  if (!Array.isArray(list) || list.length > MOST_RULES) return [];
  const seen = new Set<number>();
  return list.flatMap((one: unknown, index): readonly InputIssue[] => {
    if (typeof one !== 'object' || one === null) return [];
    const { before, ...flags } = one as Partial<Record<'before' | ChannelName, unknown>>;
    const issues: InputIssue[] = [];
    const refuse = (field: readonly string[], code: InputIssue['code'], message: string) =>
      issues.push({ path: ['input', 'reminders', index, ...field], code, message });
    const minutes = typeof before === 'string' ? readDuration(before.trim()) : null;
    if (minutes !== null && seen.has(minutes))
      refuse(['before'], 'DUPLICATE', 'must not be as long as that of another');
    if (minutes !== null) seen.add(minutes);
    if (channelNames.every((channel) => !flags[channel])) refuse([], 'NO_CHANNEL', 'must have at least one channel');
    for (const channel of channelNames) {
      if (flags[channel] !== true || notify[channel] === true) continue;
      refuse([channel], 'NOT_APPLICABLE', `must not be true: notify.${channel} is not`);
    }
    return issues;
  });
}
