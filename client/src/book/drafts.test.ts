import { beforeEach, expect, test } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.ts';
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

test.each([
  '{"timeZone":"Etc/Unknown"}',
  '{"timeZone":"+02:00","country":"Austria","occurrence":"third","when":["2030"],"durationMinutes":30}',
  `{"title":"${'x'.repeat(100_000)}","phone":null}`,
  '[]',
  'null',
  '"text"',
  '{',
])('drafts begin empty where the kept one cannot be used: %.60s', (kept) => {
  storage.setItem('belltower.draft', kept);
  storage.setItem('belltower.sent', kept);
  const drafts = createDrafts(storage);
  expect(drafts.load()).toEqual(emptyDraft());
  expect(drafts.keyFor(input)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('drafts give another key once one is spent', () => {
  const drafts = createDrafts(storage);
  const key = drafts.keyFor(input);
  drafts.forgetKey();
  expect(drafts.keyFor(input)).not.toBe(key);
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
