import type { CreateAppointmentInput } from '../generated/graphql.ts';
import { type Draft, emptyDraft } from './draft.ts';

const DRAFT_KEY = 'belltower.draft';
const SENT_KEY = 'belltower.sent';

/** Keeps the draft and its idempotency key for this tab, so that a reload or a lost answer neither loses nor repeats a booking. */
export interface Drafts {
  load(): Draft;
  save(draft: Draft): void;
  /** The key under which to send `input`: the same for the same input, until it is known to be booked. */
  keyFor(input: CreateAppointmentInput): string;
  /** It is booked, or the person has left: the next one begins empty. */
  clear(): void;
}

/** Keeps the draft of one tab in its `storage`. */
export function createDrafts(storage: Storage): Drafts {
  return {
    load() {
      const saved = parse(storage.getItem(DRAFT_KEY));
      const fields = Object.entries(emptyDraft()).map(([name, initial]) => {
        const value = saved[name];
        return [name, typeof value === typeof initial ? value : initial];
      });
      return Object.fromEntries(fields);
    },
    save: (draft) => storage.setItem(DRAFT_KEY, JSON.stringify(draft)),
    keyFor(input) {
      const text = JSON.stringify(input);
      const sent = parse(storage.getItem(SENT_KEY));
      if (sent.input === text && typeof sent.key === 'string') return sent.key;
      const key = crypto.randomUUID();
      storage.setItem(SENT_KEY, JSON.stringify({ input: text, key }));
      return key;
    },
    clear() {
      storage.removeItem(DRAFT_KEY);
      storage.removeItem(SENT_KEY);
    },
  };
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
