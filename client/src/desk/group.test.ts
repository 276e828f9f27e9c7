import { expect, test } from 'vitest';
import { aRow } from './a-row.ts';
import { groupRows } from './group.ts';

const ids = (rows: Parameters<typeof groupRows>[0]) =>
  groupRows(rows).map((group) => group.rows.map(({ id }) => id).join('+'));

test('groupRows puts both channels of a message together, e-mail first, where the first of them stands', () => {
  const of = { appointmentId: 'one' };
  expect(ids([aRow('sms', of), aRow('other'), aRow('mail', { ...of, channel: 'EMAIL' }), aRow('last')])).toEqual([
    'mail+sms',
    'other',
    'last',
  ]);
});

test('groupRows keeps another kind, another change and another reminder apart', () => {
  const of = { appointmentId: 'one' };
  const reminder = { ...of, kind: 'REMINDER' } as const;
  expect(
    ids([
      aRow('a', of),
      aRow('b', { ...of, sequence: 1 }),
      aRow('c', { ...of, kind: 'CHANGE' }),
      aRow('d', reminder),
      aRow('e', { ...reminder, createdAt: '2030-01-02T10:00:00Z' }),
    ]),
  ).toEqual(['a', 'b', 'c', 'd', 'e']);
});
