import { act, cleanup, render } from '@testing-library/react';
import { Client, fetchExchange, Provider } from 'urql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDeskFeed } from './feed.ts';
import { parseFilter } from './filter.ts';
import type { WatchedDesk } from './use-desk-feed.ts';
import { type DeskRows, useDeskRows } from './use-desk-rows.ts';
import type { KnownProblems } from './use-problems.ts';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2030-01-01T12:00:00Z') }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const CHANGE = {
  cursor: 'c',
  appointmentId: 'a-1',
  channel: 'SMS',
  status: 'QUEUED',
  attempt: 1,
  error: null,
} as const;
const row = (id: string, createdAt: string) => ({
  __typename: 'Delivery',
  id,
  appointmentId: 'a-1',
  appointment: null,
  channel: 'SMS',
  kind: 'CONFIRMATION',
  sequence: 0,
  status: 'QUEUED',
  attempts: 1,
  error: null,
  nextAttemptAt: null,
  createdAt,
  updatedAt: createdAt,
  acknowledgement: null,
});

/** The list of one filter, with a server that answers these rows, in order; an answer may be lost. */
async function listOf(search: string, ...answers: (readonly ReturnType<typeof row>[] | 'lost')[]) {
  const filter = parseFilter(search);
  const feed = createDeskFeed();
  const watched: WatchedDesk = { feed, start: { kind: 'known', cursor: 'c-0' }, resets: 0, failure: null };
  const requests: { ids?: string[]; since: string | null }[] = [];
  const calls = new Client({
    url: 'http://test/graphql',
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: async (_url, init) => {
      requests.push(JSON.parse(String(init?.body)).variables.filter);
      const nodes = answers.shift() ?? 'lost';
      if (nodes === 'lost') throw new TypeError('Failed to fetch');
      return Response.json({
        data: { deliveries: { nodes, pageInfo: { hasNextPage: nodes.length === 100, endCursor: 'end' } } },
      });
    },
  });
  let list: DeskRows | undefined;
  function Shown({ problems }: { problems: KnownProblems | null }) {
    list = useDeskRows(filter, watched, problems);
    return null;
  }
  const shown = (problems: KnownProblems | null) => (
    <Provider value={calls}>
      <Shown problems={problems} />
    </Provider>
  );
  const { rerender } = render(shown(null));
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  await pass(0);
  const find = (problems: KnownProblems['problems']) =>
    act(async () => rerender(shown({ problems, at: '2030-01-01T12:00:00Z', isStale: false })));
  return { feed, requests, pass, find, list: () => list, ids: () => list?.rows.map(({ id }) => id) };
}

test('the desk’s list repeats a failed query of changed deliveries at once on retry, and loads no page', async () => {
  const at = '2030-01-01T11:59:00Z';
  const { feed, requests, pass, list, ids } = await listOf('', [], 'lost', [row('b', at)]);
  act(() => feed.publish([{ ...CHANGE, deliveryId: 'b', nextAttemptAt: null, occurredAt: at }]));
  await pass(300);
  expect(list()?.problem?.code).toBe('NETWORK');
  list()?.retry();
  await pass(0);
  expect(requests.map((filter) => filter.ids)).toEqual([undefined, ['b'], ['b']]);
  expect(list()?.problem).toBeNull();
  expect(ids()).toEqual(['b']);
});

test('the desk’s list loads a failed first page again on retry', async () => {
  const { requests, pass, list, ids } = await listOf('', 'lost', [row('a', '2030-01-01T11:59:00Z')]);
  expect(list()).toMatchObject({ phase: 'loading', problem: { code: 'NETWORK' } });
  list()?.retry();
  await pass(0);
  expect(requests).toHaveLength(2);
  expect(list()).toMatchObject({ phase: 'ready', problem: null });
  expect(ids()).toEqual(['a']);
});

test('the desk’s list of the last hour moves on with the clock, in its queries and its rows', async () => {
  const rows = [row('b', '2030-01-01T11:30:00Z'), row('a', '2030-01-01T11:00:10Z')];
  const { requests, pass, ids } = await listOf('range=1h', rows, rows);
  expect(ids()).toEqual(['b', 'a']);
  await pass(20_000);
  expect(ids()).toEqual(['b']);
  await pass(300);
  expect(requests.map(({ since }) => since)).toEqual(['2030-01-01T11:00:00.000Z', '2030-01-01T11:00:20.100Z']);
});

test('the desk’s list queries what no notifier has picked up for as long as there is any, down to what it shows', async () => {
  const minute = (n: number) => `2030-01-01T11:${n}:00Z`;
  const many = Array.from({ length: 100 }, (_, n) => row(`new-${n}`, minute(57)));
  const [old, newest] = [row('old', minute(55)), row('newest', minute(58))];
  const { requests, pass, find, ids } = await listOf('', [old], [...many], [old], [newest, old]);
  const problem = { channel: 'SMS', code: 'NOT_PICKED_UP', waiting: 100, since: minute(57) } as const;
  await find([{ ...problem, code: 'PROVIDER_UNAVAILABLE' }]);
  expect(requests).toHaveLength(1);

  await find([problem]);
  await pass(0);
  expect(ids()).toEqual([...many.map(({ id }) => id).sort((one, other) => (one < other ? 1 : -1)), 'old']);
  expect(requests).toHaveLength(3);
  await find([problem]);
  await pass(0);
  expect(ids()?.slice(0, 2)).toEqual(['newest', 'new-99']);
  expect(requests.every(({ ids }) => ids === undefined)).toBe(true);
  const before = requests.length;
  await find([]);
  expect(requests).toHaveLength(before);
});
