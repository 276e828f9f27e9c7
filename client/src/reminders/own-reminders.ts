/** The reminders that a person chooses when booking. Pure. */
import type { FieldIssue } from '../forms/words.ts';
import type { ReminderInput } from '../generated/graphql.ts';
import { type ByChannels, minutesOf } from './words.ts';

/** What was chosen so far, as it was chosen. */
export interface OwnReminders {
  /** `usual`: as this installation does. */
  readonly reminders: 'usual' | 'none' | 'own';
  /** Those of `PRESETS` that are chosen, with spaces between. */
  readonly remindBefore: string;
  /** How long before, as a number of `otherUnit`; empty: no other one. */
  readonly otherReminder: string;
  /** Minutes, hours or days, as ISO 8601 abbreviates them. */
  readonly otherUnit: 'M' | 'H' | 'D';
}

/** What is offered: as ISO 8601 durations. */
export const PRESETS = ['P7D', 'P1D', 'PT2H', 'PT1H'] as const;

const MINUTES = { M: 1, H: 60, D: 1_440 } as const;
const SHORTEST_MINUTES = 5;
const LONGEST_MINUTES = 90 * 1_440;

/** The presets that are chosen. */
export function chosenPresets(remindBefore: string): readonly string[] {
  const chosen = remindBefore.split(' ');
  return PRESETS.filter((preset) => chosen.includes(preset));
}

/** The chosen reminders as they are sent, each by the channels that are chosen for the confirmation; null: the usual ones. */
export function readReminders(
  { reminders, remindBefore, otherReminder, otherUnit }: OwnReminders,
  { email, sms }: ByChannels,
): { readonly reminders: readonly ReminderInput[] | null; readonly issues: readonly FieldIssue[] } {
  if (reminders === 'usual') return { reminders: null, issues: [] };
  if (reminders === 'none') return { reminders: [], issues: [] };
  const other = otherReminder.trim();
  const count = Number(other);
  const minutes = count * MINUTES[otherUnit];
  const isFit = Number.isInteger(count) && minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES;
  if (other !== '' && !isFit) {
    return { reminders: null, issues: [{ field: 'otherReminder', code: 'INVALID_DURATION' }] };
  }
  const chosen: readonly string[] = chosenPresets(remindBefore);
  const isNew = other !== '' && !chosen.some((preset) => minutesOf(preset) === minutes);
  const all = isNew ? [...chosen, otherUnit === 'D' ? `P${count}D` : `PT${count}${otherUnit}`] : chosen;
  if (all.length === 0) return { reminders: null, issues: [{ field: 'reminders', code: 'REQUIRED' }] };
  return { reminders: all.map((before) => ({ before, email, sms })), issues: [] };
}
