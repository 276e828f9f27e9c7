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
    kind: 'CONFIRMATION',
    sequence: 0,
    recipient: 'a@example.com',
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
  const common = { cursor: 'c', appointmentId: `a-${deliveryId}`, channel: 'EMAIL', error: null, nextAttemptAt: null };
  return { ...common, channel: 'EMAIL', deliveryId, status, attempt, occurredAt: at(50) };
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
const NONE = NO_ROWS.lastChanges;
const received = (...changes: DeliveryStatusChange[]): RowsAction => ({ kind: 'changed', changes });
const ids = (rows: Rows) => inOrder(rows, 'CREATED_DESC').map(({ id }) => id);

test('the list puts pages newest first, and at the same time the greater id first', () => {
  expect(ids(play('', page([row('b', 3), row('a', 3)], true), page([row('c', 1)])))).toEqual(['b', 'a', 'c']);
});

test('the list queries again the rows of an appointment that has a message which is new: it may be about a change', () => {
  const shown = page([row('a', 1, { appointmentId: 'moved' }), row('b', 1)]);
  const news = { ...change('c', 'QUEUED'), appointmentId: 'moved' };
  expect([...play('kind=CONFIRMATION&status=SENT,QUEUED', shown, received(news)).unknown]).toEqual(['c', 'a']);
  expect([...play('', shown, received(news), { kind: 'requested', ids: ['a', 'c'] }, received(news)).unknown]).toEqual(
    [],
  );
});

test('the list applies a change to its row, and ignores one that was overtaken', () => {
  const rows = play(
    '',
    page([row('a', 1)]),
    { kind: 'changed', changes: [change('a', 'SENT'), change('a', 'SENDING')] },
    page([row('a', 1)]),
  );
  expect(inOrder(rows, 'CREATED_DESC')[0]).toMatchObject({ status: 'SENT', updatedAt: at(50) });
});

test('the list forgets where a row goes once a retry or an earlier attempt may have gone elsewhere, and queries that', () => {
  const failed = page([row('a', 1, { status: 'FAILED', attempts: 1 })]);
  const shown = (...changes: DeliveryStatusChange[]) => {
    const rows = play('', failed, received(...changes));
    return [inOrder(rows, 'CREATED_DESC')[0]?.recipient, [...rows.unknown]];
  };
  expect(shown(change('a', 'QUEUED', 2))).toEqual([null, ['a']]);
  expect(shown(change('a', 'QUEUED', 2), change('a', 'SENT', 2))).toEqual([null, ['a']]);
  expect(shown(change('a', 'DELIVERED', 1))).toEqual(['a@example.com', []]);
  const retrying = page([row('a', 1, { status: 'RETRYING', attempts: 2 })]);
  expect(inOrder(play('', retrying, received(change('a', 'SENDING', 3))), 'CREATED_DESC')[0]?.recipient).toBe(
    'a@example.com',
  );
  expect(inOrder(play('', retrying, received(change('a', 'DELIVERED', 1))), 'CREATED_DESC')[0]?.recipient).toBeNull();
  const corrected = row('a', 1, { status: 'QUEUED', attempts: 2, recipient: 'b@example.com' });
  const looked = play('', failed, received(change('a', 'QUEUED', 2)), {
    kind: 'looked',
    ids: ['a'],
    rows: [corrected],
    before: new Map([['a', change('a', 'QUEUED', 2)]]),
  });
  expect(inOrder(looked, 'CREATED_DESC')[0]?.recipient).toBe('b@example.com');
});

test('the list removes a row whose change leaves the filter, and queries one whose change may enter it', () => {
  const rows = play('status=QUEUED', page([row('a', 1)]), {
    kind: 'changed',
    changes: [change('a', 'SENDING'), change('b', 'QUEUED'), change('c', 'SENT')],
  });
  expect(ids(rows)).toEqual([]);
  expect([...rows.unknown]).toEqual(['b']);
});

test('the list adds a queried delivery that the server’s filter matches, and removes one that it does not', () => {
  const looked: RowsAction = { kind: 'looked', ids: ['a', 'b'], rows: [row('b', 2)], before: NONE };
  expect(ids(play('q=ana', page([row('a', 1)]), looked))).toEqual(['b']);
});

test('the list leaves what is older than its last page to the next page', () => {
  const looked: RowsAction = { kind: 'looked', ids: ['old'], rows: [row('old', 1)], before: NONE };
  expect(ids(play('', page([row('a', 5)], true), looked))).toEqual(['a']);
  expect(ids(play('', page([row('a', 5)], false), looked))).toEqual(['a', 'old']);
});

test('the list of open failures drops an acknowledged one, and a retry clears the acknowledgement', () => {
  const acknowledgement = { by: 'desk', note: null, at: at(9) };
  const failed = row('a', 1, { status: 'FAILED' });
  const seenTo = row('a', 1, { status: 'FAILED', acknowledgement });
  expect(ids(play('open=1', page([failed]), { kind: 'looked', ids: ['a'], rows: [seenTo], before: NONE }))).toEqual([]);
  const retried = play('', page([seenTo]), { kind: 'changed', changes: [change('a', 'QUEUED', 2)] });
  expect(inOrder(retried, 'CREATED_DESC')[0]).toMatchObject({ status: 'QUEUED', attempts: 2, acknowledgement: null });
});

test('the list queries again what could not be queried', () => {
  const sent: RowsAction = { kind: 'changed', changes: [change('b', 'SENT')] };
  const requested: RowsAction = { kind: 'requested', ids: ['b'] };
  expect(play('', sent, requested).unknown.size).toBe(0);
  expect([...play('', sent, requested, { kind: 'look-again', ids: ['b'] }).unknown]).toEqual(['b']);
});

test('the list removes nothing for an answer that a change has overtaken', () => {
  const nothing: RowsAction = { kind: 'looked', ids: ['a'], rows: [], before: NONE };
  const rows = play('q=ana', page([row('a', 1)]), received(change('a', 'SENT')), nothing);
  expect(ids(rows)).toEqual(['a']);
  expect([...rows.unknown]).toEqual(['a']);
  expect(ids(play('q=ana', page([row('a', 1)]), nothing))).toEqual([]);
});

test('the list adds nothing that has left the filter since the request, and no older status', () => {
  const requested: RowsAction = { kind: 'requested', ids: ['b'] };
  const looked: RowsAction = { kind: 'looked', ids: ['b'], rows: [row('b', 1)], before: NONE };
  const since = [received(change('b', 'QUEUED')), requested, received(change('b', 'SENDING'))];
  expect(ids(play('status=QUEUED', page([]), ...since, looked))).toEqual([]);
  expect(ids(play('status=QUEUED', ...since, page([row('b', 1)])))).toEqual([]);
  expect(inOrder(play('', page([]), ...since, looked), 'CREATED_DESC')[0]).toMatchObject({
    status: 'SENDING',
    updatedAt: at(50),
  });
});

test('the list remembers the last change of the thousand deliveries that changed last', () => {
  const many = Array.from({ length: 1_001 }, (_, index) => change(`d-${index}`, 'SENDING'));
  const { lastChanges } = play('', received(...many), received(change('d-1', 'SENT'), change('new', 'QUEUED')));
  expect(lastChanges.size).toBe(1_000);
  expect([lastChanges.has('d-0'), lastChanges.get('d-1')?.status, lastChanges.has('d-2')]).toEqual([
    false,
    'SENT',
    false,
  ]);
});

test('the list stays the same object when only other deliveries change', () => {
  const rows = play('status=FAILED', page([row('a', 1, { status: 'FAILED' })]));
  expect(reduceRows(rows, received(change('b', 'SENT')), parseFilter('status=FAILED')).byId).toBe(rows.byId);
});

test('the list drops what a moving time range has left behind', () => {
  const rows = play('range=1h', page([row('b', 3), row('a', 1)]), { kind: 'aged', since: at(2) });
  expect(ids(rows)).toEqual(['b']);
});

test('the list by the last change moves a changed row up, and drops one that moves behind the last page', () => {
  const rows = [row('b', 3), row('a', 1)];
  const updated = (order: 'UPDATED_DESC' | 'UPDATED_ASC', search: string) =>
    inOrder(play(search, page(rows, true), received(change('a', 'SENT'))), order).map(({ id }) => id);
  expect(updated('UPDATED_DESC', 'sort=-updated')).toEqual(['a', 'b']);
  expect(updated('UPDATED_ASC', 'sort=updated')).toEqual(['b']);
});

test('the list of named deliveries queries no other', () => {
  const rows = play('ids=a', page([row('a', 1)]), received(change('a', 'SENT'), change('b', 'QUEUED')));
  expect(ids(rows)).toEqual(['a']);
  expect(rows.unknown.size).toBe(0);
});
