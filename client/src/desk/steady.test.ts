import { expect, test } from 'vitest';
import { aRow } from './a-row.ts';
import { steadyRows } from './steady.ts';

const minute = (n: number) => `2030-01-01T10:${String(n).padStart(2, '0')}:00Z`;
const row = (id: string, created: number, updated = created) =>
  aRow(id, { createdAt: minute(created), updatedAt: minute(updated) });
const placesOf = (...rows: ReturnType<typeof row>[]) => new Map(rows.map((one) => [one.id, one]));

test('steadyRows keeps back what came in above the first, and shows what came in below', () => {
  const steady = steadyRows(
    [row('new', 9), row('b', 5), row('between', 4), row('a', 1), row('old', 0)],
    placesOf(row('b', 5), row('a', 1)),
    'CREATED_DESC',
  );
  expect(steady.shown.map(({ id }) => id)).toEqual(['b', 'between', 'a', 'old']);
  expect(steady).toMatchObject({ waiting: 1, moved: 0 });
});

test('steadyRows shows a changed row as it is now where it stood, and counts it as moved', () => {
  const changed = { ...row('a', 1, 30), status: 'SENT' as const };
  const steady = steadyRows([changed, row('b', 5, 20)], placesOf(row('b', 5, 20), row('a', 1, 10)), 'UPDATED_DESC');
  expect(steady.shown.map(({ id, status }) => `${id} ${status}`)).toEqual(['b FAILED', 'a SENT']);
  expect(steady).toMatchObject({ waiting: 0, moved: 1 });
});
