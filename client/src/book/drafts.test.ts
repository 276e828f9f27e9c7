import { beforeEach, expect, test } from 'vitest';
import { createMemoryStorage } from '../playground/memory-storage.ts';
import { emptyDraft } from './draft.ts';
import { createDrafts } from './drafts.ts';

let storage: Storage;
beforeEach(() => {
  storage = createMemoryStorage();
});
const input = { time: '2030-02-20T14:00:00Z', notify: { email: true } };

test('what was typed is there again after a reload', () => {
  const draft = { ...emptyDraft(), title: 'Check-up', bySms: true };
  createDrafts(storage).save(draft);
  expect(createDrafts(storage).load()).toEqual(draft);
});

test('a draft of another version is taken as far as it fits', () => {
  storage.setItem('belltower.draft', '{"title":"Check-up","bySms":"yes","colour":"red"}');
  expect(createDrafts(storage).load()).toEqual({ ...emptyDraft(), title: 'Check-up' });
  storage.setItem('belltower.draft', 'not json');
  expect(createDrafts(storage).load()).toEqual(emptyDraft());
});

test('the same input is sent under the same key, also after a reload; another under another', () => {
  const key = createDrafts(storage).keyFor(input);
  expect(createDrafts(storage).keyFor({ ...input })).toBe(key);
  const other = createDrafts(storage).keyFor({ ...input, title: 'Check-up' });
  expect(other).not.toBe(key);
  expect(createDrafts(storage).keyFor(input)).not.toBe(key);
});

test('once it is booked, the next one begins empty and with a new key', () => {
  const drafts = createDrafts(storage);
  drafts.save({ ...emptyDraft(), title: 'Check-up' });
  const key = drafts.keyFor(input);
  drafts.clear();
  expect(drafts.load()).toEqual(emptyDraft());
  expect(drafts.keyFor(input)).not.toBe(key);
});
