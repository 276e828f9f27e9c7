import { expect, test } from 'vitest';
import { neighboursOf } from './neighbours.ts';

const IDS = ['a', 'b', 'c'];

test.each([
  ['a', -1, { previous: null, next: 'b', index: 0 }],
  ['b', -1, { previous: 'a', next: 'c', index: 1 }],
  ['c', 0, { previous: 'b', next: null, index: 2 }],
  ['left', 1, { previous: 'a', next: 'b', index: 1 }],
  ['left', 3, { previous: 'c', next: null, index: 3 }],
  ['never there', -1, { previous: null, next: null, index: -1 }],
])('neighboursOf %s, last at %i', (id, lastIndex, neighbours) => {
  expect(neighboursOf(IDS, id, lastIndex)).toEqual(neighbours);
});
