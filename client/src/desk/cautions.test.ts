import { expect, test } from 'vitest';
import { aRow } from './a-row.ts';
import { cautionsOf } from './cautions.ts';

const failed = (id: string, code: string) => aRow(id, { error: { code, message: '' } });

test('cautionsOf parts what cannot succeed as it is from what may, by why', () => {
  const appointment = aRow('x').appointment;
  const outdated = aRow('old', { appointment: appointment && { ...appointment, sequence: 3 } });
  const rows = [
    failed('wrong', 'INVALID_RECIPIENT'),
    failed('out', 'RECIPIENT_OPTED_OUT'),
    failed('wrong too', 'INVALID_RECIPIENT'),
    failed('late', 'EXPIRED'),
    failed('maybe', 'MAYBE_SENT'),
    outdated,
  ];
  const { hopeless, hopeful, maybeSent } = cautionsOf(rows);
  expect(hopeless.map(({ why, rows: found }) => [why, found.map(({ id }) => id)])).toEqual([
    ['Wrong address or number', ['wrong', 'wrong too']],
    ['Wants no messages', ['out']],
    ['A newer message replaces it', ['old']],
  ]);
  expect(hopeful.map(({ id }) => id)).toEqual(['late', 'maybe']);
  expect(maybeSent).toBe(1);
});

test('cautionsOf has none for what may well succeed', () => {
  const rows = ['EXPIRED', 'UNDELIVERED', 'PROVIDER_UNAVAILABLE', 'NEWER_THAN_THIS_PAGE'].map((code) =>
    failed(code, code),
  );
  expect(cautionsOf(rows)).toMatchObject({ hopeless: [], hopeful: rows, maybeSent: 0 });
});
