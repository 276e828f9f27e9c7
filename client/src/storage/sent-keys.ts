import { randomId } from './random-id.ts';
import type { KeptTexts } from './safe-storage.ts';

/** The idempotency key of what one form sends, kept for this tab, so that neither a lost answer nor a reload sends it twice. */
export interface SentKeys {
  /** The key under which to send `input`: the same for the same input, until it is forgotten. */
  keyFor(input: object): string;
  /** The key is spent: what is sent next gets another. */
  forget(): void;
}

/** Keeps the key under `name` in a tab's storage. */
export function createSentKeys(storage: KeptTexts, name: string): SentKeys {
  return {
    keyFor(input) {
      const text = JSON.stringify(input);
      const sent = parseRecord(storage.getItem(name));
      if (sent.input === text && typeof sent.key === 'string') return sent.key;
      const key = randomId();
      storage.setItem(name, JSON.stringify({ input: text, key }));
      return key;
    },
    forget: () => storage.removeItem(name),
  };
}

/** A text that holds an object as JSON; for any other text an empty one. */
export function parseRecord(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
