import { buildSchema, parse, validate } from 'graphql';
import { beforeEach, expect, test } from 'vitest';
import schema from '../../../schema.graphql?raw';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { exampleTabs } from './operations.ts';
import { takeToken } from './token.ts';

let storage: Storage;
beforeEach(() => {
  storage = createMemoryStorage();
});

test('the playground’s examples fit the schema, and their variables are JSON', () => {
  for (const { query, variables } of exampleTabs(new Date())) {
    expect(validate(buildSchema(schema), parse(query))).toEqual([]);
    if (variables !== '') JSON.parse(variables);
  }
});

test('the playground’s example books a time in the future', () => {
  const now = new Date('2030-02-28T23:59:00Z');
  const [book] = exampleTabs(now);
  expect(JSON.parse(book?.variables ?? '').input.time).toBe('2030-03-01T15:00:00Z');
});

test.each(['#token=abc', '?token=abc'])(
  'the playground takes a token in the address (%s), for its tab alone',
  (part) => {
    window.history.replaceState(null, '', `/playground${part}`);
    expect(takeToken(window.location, window.history, storage)).toBe('abc');
    expect(window.location.href).not.toContain('abc');
    expect(storage.getItem('belltower.session')).toBeNull();
    expect(takeToken(window.location, window.history, storage), 'after a reload').toBe('abc');
  },
);

test('the playground has no token of its own when the address had none', () => {
  expect(takeToken(window.location, window.history, storage)).toBeNull();
});
