import { expect, test } from 'vitest';
import type { DeliveryStatusChange } from '../deliveries/documents.ts';
import type { DeskRow } from './documents.ts';
import { parseFilter } from './filter.ts';
import { inOrder, NO_ROWS, type Rows, type RowsAction, reduceRows } from './rows.ts';

const at = (minute: number) => `2030-01-01T00:${String(minute).padStart(2, '0')}:00Z`;

function row(id: string, minute: number, given: Partial<DeskRow> = {}): DeskRow {
  return {
    id,
    appointmentId: `a-${id}`,
    appointment: null,
    channel: 'EMAIL',
    status: 'QUEUED',
    attempts: 1,
    error: null,
    nextAttemptAt: null,
    createdAt: at(minute),
    updatedAt: at(minute),
    acknowledgement: null,
    ...given,
  };
}

function change(deliveryId: string, status: DeliveryStatusChange['status'], attempt = 1): DeliveryStatusChange {
  const told = { cursor: 'c', appointmentId: `a-${deliveryId}`, channel: 'EMAIL', error: null, nextAttemptAt: null };
  return { ...told, channel: 'EMAIL', deliveryId, status, attempt, occurredAt: at(50) };
}

function play(search: string, ...actions: RowsAction[]): Rows {
  const filter = parseFilter(search);
  return actions.reduce((rows, action) => reduceRows(rows, action, filter), NO_ROWS);
}

const page = (rows: readonly DeskRow[], hasMore = false): RowsAction => ({
  kind: 'page',
  rows,
  cursor: 'end',
  hasMore,
});
const NONE = NO_ROWS.heard;
const told = (...changes: DeliveryStatusChange[]): RowsAction => ({ kind: 'changed', changes });
const ids = (rows: Rows) => inOrder(rows).map(({ id }) => id);

test('pages are put newest first, and at the same time by the greater id', () => {
  expect(ids(play('', page([row('b', 3), row('a', 3)], true), page([row('c', 1)])))).toEqual(['b', 'a', 'c']);
});

test('a change moves its row on, and one that was overtaken does not move it back', () => {
  const rows = play(
    '',
    page([row('a', 1)]),
    { kind: 'changed', changes: [change('a', 'SENT'), change('a', 'SENDING')] },
    page([row('a', 1)]),
  );
  expect(inOrder(rows)[0]).toMatchObject({ status: 'SENT', updatedAt: at(50) });
});

test('a row leaves when a change takes it out of the filter, and is looked at when one may bring it in', () => {
  const rows = play('status=QUEUED', page([row('a', 1)]), {
    kind: 'changed',
    changes: [change('a', 'SENDING'), change('b', 'QUEUED'), change('c', 'SENT')],
  });
  expect(ids(rows)).toEqual([]);
  expect([...rows.unknown]).toEqual(['b']);
});

test('what was looked at comes in where the server says that it belongs here, and leaves where not', () => {
  const looked: RowsAction = { kind: 'looked', ids: ['a', 'b'], rows: [row('b', 2)], before: NONE };
  expect(ids(play('q=ana', page([row('a', 1)]), looked))).toEqual(['b']);
});

test('what is older than the last page waits for a later one', () => {
  const looked: RowsAction = { kind: 'looked', ids: ['old'], rows: [row('old', 1)], before: NONE };
  expect(ids(play('', page([row('a', 5)], true), looked))).toEqual(['a']);
  expect(ids(play('', page([row('a', 5)], false), looked))).toEqual(['a', 'old']);
});

test('an acknowledged failure leaves the open ones, and a retry takes the acknowledgement away', () => {
  const acknowledgement = { by: 'desk', note: null, at: at(9) };
  const failed = row('a', 1, { status: 'FAILED' });
  const seenTo = row('a', 1, { status: 'FAILED', acknowledgement });
  expect(ids(play('open=1', page([failed]), { kind: 'looked', ids: ['a'], rows: [seenTo], before: NONE }))).toEqual([]);
  const retried = play('', page([seenTo]), { kind: 'changed', changes: [change('a', 'QUEUED', 2)] });
  expect(inOrder(retried)[0]).toMatchObject({ status: 'QUEUED', attempts: 2, acknowledgement: null });
});

test('what could not be looked at is looked at again', () => {
  const told: RowsAction = { kind: 'changed', changes: [change('b', 'SENT')] };
  const asked: RowsAction = { kind: 'asked', ids: ['b'] };
  expect(play('', told, asked).unknown.size).toBe(0);
  expect([...play('', told, asked, { kind: 'look-again', ids: ['b'] }).unknown]).toEqual(['b']);
});

test('an answer that was overtaken while it was on its way takes nothing out of the list', () => {
  const nothing: RowsAction = { kind: 'looked', ids: ['a'], rows: [], before: NONE };
  const rows = play('q=ana', page([row('a', 1)]), told(change('a', 'SENT')), nothing);
  expect(ids(rows)).toEqual(['a']);
  expect([...rows.unknown]).toEqual(['a']);
  expect(ids(play('q=ana', page([row('a', 1)]), nothing))).toEqual([]);
});

test('nor does it bring in what has left the filter since, or an older state of it', () => {
  const asked: RowsAction = { kind: 'asked', ids: ['b'] };
  const looked: RowsAction = { kind: 'looked', ids: ['b'], rows: [row('b', 1)], before: NONE };
  const since = [told(change('b', 'QUEUED')), asked, told(change('b', 'SENDING'))];
  expect(ids(play('status=QUEUED', page([]), ...since, looked))).toEqual([]);
  expect(ids(play('status=QUEUED', ...since, page([row('b', 1)])))).toEqual([]);
  expect(inOrder(play('', page([]), ...since, looked))[0]).toMatchObject({ status: 'SENDING', updatedAt: at(50) });
});

test('of what was heard, the last change of the thousand deliveries that changed last is remembered', () => {
  const many = Array.from({ length: 1_001 }, (_, index) => change(`d-${index}`, 'SENDING'));
  const { heard } = play('', told(...many), told(change('d-1', 'SENT'), change('new', 'QUEUED')));
  expect(heard.size).toBe(1_000);
  expect([heard.has('d-0'), heard.get('d-1')?.status, heard.has('d-2')]).toEqual([false, 'SENT', false]);
});

test('what is shown is the same when only others change', () => {
  const rows = play('status=FAILED', page([row('a', 1, { status: 'FAILED' })]));
  expect(reduceRows(rows, told(change('b', 'SENT')), parseFilter('status=FAILED')).byId).toBe(rows.byId);
});

test('what a moving range has left behind leaves the list', () => {
  const rows = play('range=1h', page([row('b', 3), row('a', 1)]), { kind: 'aged', since: at(2) });
  expect(ids(rows)).toEqual(['b']);
});
