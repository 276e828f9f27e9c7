/** Validates the inputs of `rescheduleAppointment` and `cancelAppointment`, as a whole, as `new-appointment.ts` does a booking's. */
import { hash } from 'node:crypto';
import { type ChannelName, limits } from '@belltower/events';
import { z } from 'zod';
import { badInput, type InputIssue } from '../request-error.ts';
import { identifier, optionalText } from '../texts.ts';
import { issuesOf } from '../zod-issues.ts';
import type { ChangeKind } from './appointment-change.ts';
import type { AppointmentState } from './appointment-past.ts';
import {
  type AppointmentRules,
  channelIssues,
  durationMinutes,
  fieldsOf,
  instant,
  linkIssues,
  notify,
  timeIssues,
  timeZone,
} from './appointment-rules.ts';

/** What a caller wants to change, checked and in its normal form. */
export interface WantedChange {
  readonly kind: ChangeKind;
  readonly id: string;
  /** What becomes of the appointment; what is missing stays. */
  readonly changes: Partial<AppointmentState>;
  /** Why it is cancelled. */
  readonly reason: string | null;
  /** Null: as booked. */
  readonly notify: Readonly<Record<ChannelName, boolean>> | null;
  readonly expectedSequence: number | null;
  readonly idempotencyKey: string | null;
  /** Of everything but the key: equal inputs have equal ones. */
  readonly inputHash: string;
  /** Rules that it breaks and that depend on the time, the configuration or the caller. */
  readonly issues: readonly InputIssue[];
}

/** The checks of one configuration, for each kind of change. */
export interface ChangeInput {
  /** @throws {RequestError} BAD_USER_INPUT with every issue; paths begin with `input` */
  read(kind: ChangeKind, input: unknown, isStaff: boolean): WantedChange;
  /** Everything that is wrong with an input, whichever caller sends it. */
  issues(kind: ChangeKind, input: unknown): readonly InputIssue[];
}

const common = {
  id: z.string({ error: 'is needed' }),
  notify: notify.nullish(),
  expectedSequence: z.int({ error: 'must be a whole number' }).min(0, 'must be at least 0').nullish(),
  idempotencyKey: identifier.nullish(),
};
const reschedule = z.object(
  {
    ...common,
    time: instant.nullish(),
    timeZone: timeZone.nullish(),
    durationMinutes: durationMinutes.nullish(),
    title: optionalText(200),
    location: optionalText(200),
  },
  'must be an object',
);
const cancel = z.object({ ...common, reason: optionalText(limits.cancelReason) }, 'must be an object');
const schemas = { rescheduled: reschedule, cancelled: cancel };

/** What may be left out, and cannot be removed. */
const LASTING = ['time', 'timeZone', 'durationMinutes'] as const;
/** What null removes. */
const REMOVABLE = ['title', 'location'] as const;
/** The texts that reach the customer. */
const TEXTS = [...REMOVABLE, 'reason'];

/** Makes the checks. */
export function createChangeInput(rules: AppointmentRules): ChangeInput {
  const ruleIssues = (input: unknown, readTime?: Date | null): InputIssue[] => {
    const fields = fieldsOf(input);
    const time = readTime ?? instant.safeParse(fields.time).data;
    const removed = LASTING.filter((name) => fields[name] === null).map((name): InputIssue => {
      return { path: ['input', name], code: 'REQUIRED', message: 'must not be null: leave it out to keep it' };
    });
    return [...removed, ...timeIssues(time, rules.now()), ...channelIssues(fields.notify, rules.channels)];
  };
  return {
    read(kind, input, isStaff) {
      const parsed = kind === 'rescheduled' ? reschedule.safeParse(input) : cancel.safeParse(input);
      const read = parsed.data ?? null;
      const time = read !== null && 'time' in read ? read.time : null;
      const issues = [...ruleIssues(input, time), ...(isStaff ? [] : linkIssues(input, TEXTS, rules))];
      if (read === null) throw badInput([...issuesOf(parsed.error ?? new z.ZodError([]), ['input']), ...issues]);
      if (issues.some(({ code }) => code === 'REQUIRED')) throw badInput(issues);
      const id = read.id.toLowerCase();
      const { notify: channels = null, expectedSequence = null, idempotencyKey = null } = read;
      const reason = 'reason' in read ? read.reason : null;
      const changes = 'title' in read ? changesIn(input, read) : {};
      const inputHash = hash('sha256', JSON.stringify([kind, id, changes, reason, channels, expectedSequence]));
      return { kind, id, changes, reason, notify: channels, expectedSequence, idempotencyKey, inputHash, issues };
    },
    issues(kind, input) {
      const { error } = schemas[kind].safeParse(input);
      return [...(error === undefined ? [] : issuesOf(error, ['input'])), ...ruleIssues(input)];
    },
  };
}

/** What was given, in a fixed order. */
function changesIn(input: unknown, read: Partial<z.output<typeof reschedule>>): Partial<AppointmentState> {
  const given = fieldsOf(input);
  const names = [...LASTING, ...REMOVABLE].filter((name) => given[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, read[name]]));
}
