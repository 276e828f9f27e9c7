/** The desk's list as a React hook: pages from queries, kept up to date by the feed. */
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import type { DeskDeliveriesQuery } from '../generated/graphql.ts';
import { DeskDeliveriesDocument, type DeskRow } from './documents.ts';
import { type DeskFilter, inputOf } from './filter.ts';
import type { Order } from './order.ts';
import { inOrder, isWithin, NO_ROWS, type Rows, type RowsAction, reduceRows } from './rows.ts';
import { spanOf } from './time-range.ts';
import type { WatchedDesk } from './use-desk-feed.ts';
import type { KnownProblems } from './use-problems.ts';

/** A page of the list, and the most deliveries in one query of changed ones. */
const PAGE = 100;
/** Changed deliveries are queried together, at most once in this time; after failures, less often. */
const LOOK_MS = 300;
const LOOK_FAILED_MS = 5_000;
/** How often the newest rows are queried again, because other staff may have acknowledged some, and those out of range are dropped. */
const RECHECK_MS = 20_000;
/** The most pages of deliveries that no notifier has picked up, in one search for them. */
const MOST_PAGES = 10;

/** The desk's list and what can be done with it. */
export interface DeskRows {
  readonly rows: readonly DeskRow[];
  readonly phase: 'loading' | 'ready';
  readonly hasMore: boolean;
  /** Why the last page or the last query of changes failed; null when they did not. */
  readonly problem: Problem | null;
  /** Repeats at once what failed. */
  readonly retry: () => void;
  /** Asks for the next page. */
  readonly more: () => void;
  /** Queries these again. */
  readonly look: (ids: readonly string[]) => void;
}

/**
 * The deliveries that match `filter`, kept up to date by the feed: rows change, enter and leave as the server's own filter
 * decides; by queries while `problems` names deliveries that no notifier has picked up. Another `filter` object begins another
 * list.
 */
export function useDeskRows(
  filter: DeskFilter,
  { feed, start, resets }: WatchedDesk,
  problems: KnownProblems | null,
): DeskRows {
  const calls = useClient();
  const reduce = useCallback((rows: Rows, action: RowsAction) => reduceRows(rows, action, filter), [filter]);
  const [rows, dispatch] = useReducer(reduce, NO_ROWS);
  const [pageProblem, setPageProblem] = useState<Problem | null>(null);
  const [lookProblem, setLookProblem] = useState<Problem | null>(null);
  const [listed, setListed] = useState(filter);
  if (listed !== filter) {
    setListed(filter);
    dispatch({ kind: 'cleared' });
    setPageProblem(null);
    setLookProblem(null);
  }
  const latest = useRef(rows);
  latest.current = rows;
  const current = useRef(filter);
  current.current = filter;

  const ask = useCallback(
    async (variables: PageRequest): Promise<Answer> => {
      const input = inputOf(filter, new Date()); // now: a range that reaches back moves on with the clock
      const narrowed = variables.ids === undefined ? input : { ...input, ids: [...variables.ids] };
      const { data, error } = await calls
        .query(
          textOf(DeskDeliveriesDocument),
          { first: PAGE, after: variables.after ?? null, filter: narrowed, orderBy: variables.order ?? filter.order },
          { requestPolicy: 'network-only' },
        )
        .toPromise();
      return { page: data?.deliveries ?? null, problem: error === undefined ? null : problemOf(error) };
    },
    [calls, filter],
  );

  const loading = useRef<object | null>(null);
  const more = useCallback(async () => {
    if (loading.current !== null) return;
    const mine = {};
    loading.current = mine;
    const { page, problem } = await ask({ after: latest.current.end?.cursor ?? null });
    if (loading.current !== mine) return; // the list has started over since, or is another
    loading.current = null;
    setPageProblem(problem);
    if (page === null) return;
    const { hasNextPage, endCursor } = page.pageInfo;
    const cursor = endCursor ?? latest.current.end?.cursor ?? null;
    dispatch({ kind: 'page', rows: page.nodes, cursor, hasMore: hasNextPage });
  }, [ask]);

  const look = useCallback(
    async (ids: readonly string[]) => {
      const before = latest.current.lastChanges;
      const wanted = filter.ids.length === 0 ? ids : ids.filter((id) => filter.ids.includes(id));
      if (wanted.length === 0) return true; // no ids at all would not narrow
      const { page, problem } = await ask({ ids: wanted });
      if (current.current !== filter) return true; // the list is another
      setLookProblem(problem);
      if (page === null) dispatch({ kind: 'look-again', ids });
      else dispatch({ kind: 'looked', ids, rows: page.nodes, before });
      return page !== null;
    },
    [ask, filter],
  );

  useEffect(() => feed.listen((changes) => dispatch({ kind: 'changed', changes })), [feed]);

  const isStarted = start.kind === 'known';
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reset starts the list over
  useEffect(() => {
    if (!isStarted) return;
    latest.current = NO_ROWS;
    loading.current = null;
    dispatch({ kind: 'cleared' });
    void more();
  }, [isStarted, more, resets]);

  const isReady = rows.end !== null;
  useNotPickedUp(isReady ? problems : null, filter, latest, dispatch, ask);
  const lookNow = useLooks(isReady, latest, dispatch, look);
  useEffect(() => {
    if (!isReady) return;
    const timer = setInterval(() => {
      if (document.hidden) return;
      const moves = filter.range.kind === 'last' || filter.range.kind === 'today';
      const since = moves ? spanOf(filter.range, new Date()).since : null;
      if (since !== null) dispatch({ kind: 'aged', since });
      const newest = inOrder(latest.current, filter.order).slice(0, PAGE);
      dispatch({ kind: 'look-again', ids: newest.map(({ id }) => id) });
    }, RECHECK_MS);
    return () => clearInterval(timer);
  }, [isReady, filter]);

  const { byId } = rows;
  const ordered = useMemo(() => inOrder({ byId }, filter.order), [byId, filter.order]);
  return {
    rows: ordered,
    phase: isReady ? 'ready' : 'loading',
    hasMore: rows.end?.hasMore ?? false,
    problem: pageProblem ?? lookProblem,
    retry: () => {
      if (pageProblem !== null) void more();
      else lookNow();
    },
    more: () => void more(),
    look: (ids) => dispatch({ kind: 'look-again', ids }),
  };
}

interface PageRequest {
  /** Another order than the list's. */
  readonly order?: Order;
  readonly after?: string | null;
  readonly ids?: readonly string[];
}

interface Answer {
  readonly page: DeskDeliveriesQuery['deliveries'] | null;
  readonly problem: Problem | null;
}

/**
 * Each time that `problems` names deliveries that no notifier has picked up, queries the newest of the list, page by page
 * until one has none that is new: the feed has nothing of them yet. What fails is queried again with the next problems.
 */
function useNotPickedUp(
  problems: KnownProblems | null,
  { order }: DeskFilter,
  latest: { readonly current: Rows },
  dispatch: (action: RowsAction) => void,
  ask: (variables: PageRequest) => Promise<Answer>,
): void {
  useEffect(() => {
    if (problems === null || !problems.problems.some(({ code }) => code === 'NOT_PICKED_UP')) return;
    let isOver = false;
    async function look() {
      let after: string | null = null;
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const { byId, end, lastChanges } = latest.current;
        const { page }: Answer = await ask({ after, order: 'CREATED_DESC' });
        if (page === null || isOver) return;
        dispatch({ kind: 'looked', ids: [], rows: page.nodes, before: lastChanges });
        const hasNew = page.nodes.some((row) => !byId.has(row.id) && isWithin(end, row, order));
        after = page.pageInfo.endCursor ?? null;
        if (!hasNew || !page.pageInfo.hasNextPage) return;
      }
    }
    void look();
    return () => {
      isOver = true;
    };
  }, [problems, order, latest, dispatch, ask]);
}

/**
 * Queries changed deliveries, a page at a time, for as long as the list is ready. The function that it returns does so at
 * once, also where a failure would make it wait.
 */
function useLooks(
  isReady: boolean,
  latest: { readonly current: Rows },
  dispatch: (action: RowsAction) => void,
  look: (ids: readonly string[]) => Promise<boolean>,
): () => void {
  const now = useRef(() => {});
  useEffect(() => {
    if (!isReady) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function lookAtNext() {
      timer = undefined;
      const ids = [...latest.current.unknown].slice(0, PAGE);
      if (ids.length > 0) dispatch({ kind: 'requested', ids });
      const went = ids.length === 0 || (await look(ids));
      if (!isOver) timer = setTimeout(lookAtNext, went ? LOOK_MS : LOOK_FAILED_MS);
    }
    timer = setTimeout(lookAtNext, LOOK_MS);
    now.current = () => {
      if (timer === undefined) return; // a query is on its way
      clearTimeout(timer);
      void lookAtNext();
    };
    return () => {
      isOver = true;
      clearTimeout(timer);
      now.current = () => {};
    };
  }, [isReady, latest, dispatch, look]);
  return () => now.current();
}
