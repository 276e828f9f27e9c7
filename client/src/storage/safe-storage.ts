/**
 * A storage that never throws. Browsers refuse theirs where a person forbids cookies, in some frames, and when it is full:
 * what it does not keep is kept until the page is left, so that the page works.
 */
import { createMemoryStorage } from './memory-storage.ts';

/** The part of a storage that we use. */
export type KeptTexts = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Opens a browser's storage, such as `() => window.sessionStorage`: merely naming it may throw. */
export function openStorage(open: () => Storage): KeptTexts {
  const refused = createMemoryStorage();
  const real = attempt(open);
  return {
    getItem: (key) => refused.getItem(key) ?? attempt(() => real?.getItem(key)) ?? null,
    setItem(key, value) {
      refused.removeItem(key);
      const kept = attempt(() => {
        real?.setItem(key, value);
        return real?.getItem(key) === value;
      });
      if (kept === true) return;
      attempt(() => real?.removeItem(key)); // an older value must not come back after a reload
      refused.setItem(key, value);
    },
    removeItem(key) {
      refused.removeItem(key);
      attempt(() => real?.removeItem(key));
    },
  };
}

function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
