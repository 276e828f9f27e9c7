import { expect, test } from 'vitest';
import { parseFilter, searchOf } from './filter.ts';
import { BUILT_IN, LONGEST_NAME, MOST_VIEWS, parseViews, withView } from './views.ts';

test('every built-in view is written as the address has it', () => {
  for (const { search } of BUILT_IN) expect(searchOf(parseFilter(search))).toBe(search);
});

test.each(['', 'null', '{}', '"x"', '[1, null, {"name": "x"}, {"name": "", "search": ""}]', '{oops'])(
  'parseViews takes %j for no views',
  (text) => {
    expect(parseViews(text)).toEqual([]);
  },
);

test('withView keeps a view, replaces one of the same name, and has a bound', () => {
  const one = withView([], { name: ' Mine ', search: 'status=FAILED&unknown=1' });
  expect(one).toEqual([{ name: 'Mine', search: 'status=FAILED' }]);
  expect(parseViews(JSON.stringify(one))).toEqual(one);
  expect(withView(one, { name: 'Mine', search: 'open=1' })).toEqual([{ name: 'Mine', search: 'open=1' }]);
  const many = Array.from({ length: MOST_VIEWS }, (_, n) => ({ name: `v${n}`, search: '' }));
  expect(withView(many, { name: 'more', search: '' })).toHaveLength(MOST_VIEWS);
  expect(withView([], { name: 'x'.repeat(100), search: '' })[0]?.name).toHaveLength(LONGEST_NAME);
});
