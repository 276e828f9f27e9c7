import type { CreateAppointmentInput } from '../generated/graphql.ts';
import type { KeptTexts } from '../storage/safe-storage.ts';
import { parseRecord } from '../storage/sent-keys.ts';
import { isTimeZone } from '../time/zones.ts';
import { type Draft, emptyDraft } from './draft.ts';
import { DRAFT_KEY, discardDraft, draftKeys } from './draft-storage.ts';

/** Keeps the draft and its idempotency key for this tab, so that a reload or a lost answer neither loses nor repeats a booking. */
export interface Drafts {
  /** What was kept, as far as it fits the form: an old or broken draft never keeps the page from being shown. */
  load(): Draft;
  save(draft: Draft): void;
  /** The key under which to send `input`: the same for the same input, until it is known to be booked. */
  keyFor(input: CreateAppointmentInput): string;
  /** The key is spent: what is sent next gets another. */
  forgetKey(): void;
  /** It is booked, or the person has left: the next one begins empty. */
  clear(): void;
}

/** Keeps the draft of one tab in its `storage`. */
export function createDrafts(storage: KeptTexts): Drafts {
  const keys = draftKeys(storage);
  return {
    load: () => draftIn(parseRecord(storage.getItem(DRAFT_KEY))),
    save: (draft) => storage.setItem(DRAFT_KEY, JSON.stringify(draft)),
    keyFor: keys.keyFor,
    forgetKey: keys.forget,
    clear: () => discardDraft(storage),
  };
}

/** More than any field of the form takes, and little enough to be checked at each key press. */
const LONGEST = 2_000;

function draftIn(saved: Record<string, unknown>): Draft {
  const empty = emptyDraft();
  const text = (name: keyof Draft, isFit: (value: string) => boolean = () => true) => {
    const value = saved[name];
    return typeof value === 'string' && value.length <= LONGEST && isFit(value) ? value : String(empty[name]);
  };
  const flag = (name: 'byEmail' | 'bySms') => {
    const value = saved[name];
    return typeof value === 'boolean' ? value : empty[name];
  };
  return {
    customerName: text('customerName'),
    title: text('title'),
    location: text('location'),
    when: text('when'),
    occurrence: saved.occurrence === 'first' || saved.occurrence === 'second' ? saved.occurrence : '',
    timeZone: text('timeZone', isTimeZone),
    durationMinutes: text('durationMinutes'),
    byEmail: flag('byEmail'),
    email: text('email'),
    bySms: flag('bySms'),
    phone: text('phone'),
    country: text('country', (code) => /^[A-Z]{2}$/.test(code)),
    reminders: saved.reminders === 'none' || saved.reminders === 'own' ? saved.reminders : 'usual',
    remindBefore: text('remindBefore'),
    otherReminder: text('otherReminder'),
    otherUnit: saved.otherUnit === 'M' || saved.otherUnit === 'D' ? saved.otherUnit : 'H',
  };
}
