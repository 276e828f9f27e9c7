import { expect, test } from 'vitest';
import { createMemoryStorage } from './memory-storage.ts';
import { openStorage } from './safe-storage.ts';

const refuses = () => {
  throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
};

test('openStorage keeps texts in the browser’s storage', () => {
  const real = createMemoryStorage();
  openStorage(() => real).setItem('a', '1');
  expect(real.getItem('a')).toBe('1');
  expect(openStorage(() => real).getItem('a')).toBe('1');
});

test.each([
  ['may not be named', refuses],
  [
    'throws at every use',
    () => ({ ...createMemoryStorage(), getItem: refuses, setItem: refuses, removeItem: refuses }),
  ],
  ['ignores what it is given', () => ({ ...createMemoryStorage(), setItem: () => {} })],
])('openStorage works as long as the page where the storage %s', (_name, open) => {
  const storage = openStorage(open);
  expect(storage.getItem('a')).toBeNull();
  storage.setItem('a', '1');
  expect(storage.getItem('a')).toBe('1');
  storage.removeItem('a');
  expect(storage.getItem('a')).toBeNull();
});

test('openStorage does not leave an older text where the newer one finds no room', () => {
  const real = createMemoryStorage();
  real.setItem('a', 'old');
  const full = { ...real, setItem: refuses };
  openStorage(() => full).setItem('a', 'new');
  expect(openStorage(() => full).getItem('a')).toBeNull();
});
