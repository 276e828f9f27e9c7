import { beforeEach, expect, test } from 'vitest';
import { createMemoryStorage } from '../playground/memory-storage.ts';
import { emptyDraft } from './draft.ts';
import { createDrafts } from './drafts.ts';

let storage: Storage;
beforeEach(() => {
  storage = createMemoryStorage();
});
const input = { time: '2030-02-20T14:00:00Z', notify: { email: true } };

test('drafts keep what was typed over a reload', () => {
  const draft = { ...emptyDraft(), title: 'Check-up', bySms: true };
  createDrafts(storage).save(draft);
  expect(createDrafts(storage).load()).toEqual(draft);
});

test('drafts take what fits from a draft of another version', () => {
  storage.setItem('belltower.draft', '{"title":"Check-up","bySms":"yes","colour":"red"}');
  expect(createDrafts(storage).load()).toEqual({ ...emptyDraft(), title: 'Check-up' });
  storage.setItem('belltower.draft', 'not json');
  expect(createDrafts(storage).load()).toEqual(emptyDraft());
});

test('drafts give the same input the same key, also after a reload, and another input another key', () => {
  const key = createDrafts(storage).keyFor(input);
  expect(createDrafts(storage).keyFor({ ...input })).toBe(key);
  const other = createDrafts(storage).keyFor({ ...input, title: 'Check-up' });
  expect(other).not.toBe(key);
  expect(createDrafts(storage).keyFor(input)).not.toBe(key);
});

test('drafts begin empty and with a new key after a booking', () => {
  const drafts = createDrafts(storage);
  drafts.save({ ...emptyDraft(), title: 'Check-up' });
  const key = drafts.keyFor(input);
  drafts.clear();
  expect(drafts.load()).toEqual(emptyDraft());
  expect(drafts.keyFor(input)).not.toBe(key);
});
