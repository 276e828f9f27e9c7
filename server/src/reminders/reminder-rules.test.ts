import { describe, expect, it } from 'vitest';
import { narrowRules, reminderHoursSchema, reminderRulesSchema } from './reminder-rules.ts';

const problemsOf = (text: string) => reminderRulesSchema.safeParse(text).error?.issues.map(({ message }) => message);
const hoursProblem = (text: string) => reminderHoursSchema.safeParse(text).error?.issues[0]?.message;

describe('REMINDERS', () => {
  it('REMINDERS has days, hours and minutes, each with its channels; empty is none', () => {
    expect(reminderRulesSchema.parse(' 7d:email, 24h:email+sms,90m:sms ')).toEqual([
      { beforeMinutes: 10_080, email: true, sms: false },
      { beforeMinutes: 1_440, email: true, sms: true },
      { beforeMinutes: 90, email: false, sms: true },
    ]);
    expect(reminderRulesSchema.parse('')).toEqual([]);
    expect(reminderRulesSchema.parse('90d:sms,5m:sms')).toHaveLength(2);
  });

  it('REMINDERS is refused with all that is wrong with it', () => {
    expect(problemsOf('24h')).toEqual(['each must be such as 24h:email+sms, 7d:email or 90m:sms, got "24h"']);
    expect(problemsOf('4m:email,91d:sms')).toEqual([
      'each must be within 5m to 90d, got 4m',
      'each must be within 5m to 90d, got 91d',
    ]);
    expect(problemsOf('24h:fax,2h:sms+sms')).toEqual([
      'its channels must be of email, sms, got fax',
      'each channel is expected once, got sms+sms',
    ]);
    expect(problemsOf('24h:sms,1d:email')).toEqual(['each time is expected once, got 1440 minutes twice']);
    expect(problemsOf('1h:sms,2h:sms,3h:sms,4h:sms,5h:sms,6h:sms')).toEqual(['at most 5 are expected, got 6']);
    for (const text of ['x', '1h:', ':sms', '-1h:sms', '1.5h:sms', '1w:sms', '1h:sms;2h:sms', '99999999h:sms']) {
      expect(problemsOf(text)).toHaveLength(1);
    }
  });
});

describe('REMINDER_HOURS', () => {
  it('REMINDER_HOURS is a part of a day, or all of it', () => {
    expect(reminderHoursSchema.parse('08:00-21:00')).toEqual({ firstMinute: 480, lastMinute: 1_260 });
    expect(reminderHoursSchema.parse('00:00-24:00')).toEqual({ firstMinute: 0, lastMinute: 1_439 });
  });

  it('REMINDER_HOURS that end before they begin, are too short, or are none are refused', () => {
    for (const text of ['21:00-08:00', '08:00-08:00', '08:00-08:59']) {
      expect(hoursProblem(text)).toBe('its end must be an hour or more after its start, on the same day');
    }
    for (const text of ['8-21', '08:00', '08:00-25:00', '08:00-24:30', '08:60-21:00', 'always']) {
      expect(hoursProblem(text)).toBe('two times of a day are expected, such as 08:00-21:00');
    }
  });
});

it('rules are narrowed to the channels of an appointment, and those without any are none', () => {
  const rules = reminderRulesSchema.parse('24h:email+sms,2h:sms');
  expect(narrowRules(rules, { email: true, sms: false })).toEqual([{ beforeMinutes: 1_440, email: true, sms: false }]);
  expect(narrowRules(rules, { email: false, sms: false })).toEqual([]);
});
