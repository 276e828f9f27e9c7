import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { DeskDeliveriesDocument, type DeskRow } from './documents.ts';
import { type DeskFilter, inputOf } from './filter.ts';
import { inOrder, NO_ROWS, type Rows, type RowsAction, reduceRows } from './rows.ts';
import type { WatchedDesk } from './use-desk-feed.ts';

/** A page of the list, and the most that is looked at together. */
const PAGE = 100;
/** What the feed told of is looked at together, at most once in this time; after failures, less often. */
const LOOK_MS = 300;
const LOOK_FAILED_MS = 5_000;
/** So often the newest rows are looked at again: what another desk has seen to is not told by the feed. */
const RECHECK_MS = 20_000;

/** The desk's list and what can be done with it. */
export interface DeskRows {
  readonly rows: readonly DeskRow[];
  readonly phase: 'loading' | 'ready';
  readonly hasMore: boolean;
  /** Why the last query failed; null when it did not. */
  readonly problem: Problem | null;
  /** Asks for the next page; for the first, when that has failed. */
  readonly more: () => void;
  /** Asks anew how these stand. */
  readonly look: (ids: readonly string[]) => void;
}

/**
 * The deliveries that pass `filter`, kept true by the feed: rows change, come and go as the server's own filter would
 * have it. `filter` must stay the same object for as long as this is mounted.
 */
export function useDeskRows(filter: DeskFilter, { feed, start, resets }: WatchedDesk): DeskRows {
  const calls = useClient();
  const [input] = useState(() => inputOf(filter, new Date()));
  const reduce = useCallback((rows: Rows, action: RowsAction) => reduceRows(rows, action, filter), [filter]);
  const [rows, dispatch] = useReducer(reduce, NO_ROWS);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef(rows);
  latest.current = rows;

  const ask = useCallback(
    async (variables: { after?: string | null; ids?: readonly string[] }) => {
      const narrowed = variables.ids === undefined ? input : { ...input, ids: [...variables.ids] };
      const { data, error } = await calls
        .query(
          textOf(DeskDeliveriesDocument),
          { first: PAGE, after: variables.after ?? null, filter: narrowed },
          { requestPolicy: 'network-only' },
        )
        .toPromise();
      setProblem(error === undefined ? null : problemOf(error));
      return data?.deliveries ?? null;
    },
    [calls, input],
  );

  const loading = useRef<object | null>(null);
  const more = useCallback(async () => {
    if (loading.current !== null) return;
    const mine = {};
    loading.current = mine;
    const page = await ask({ after: latest.current.end?.cursor ?? null });
    if (loading.current !== mine) return; // the list has begun anew since
    loading.current = null;
    if (page === null) return;
    const { hasNextPage, endCursor } = page.pageInfo;
    const cursor = endCursor ?? latest.current.end?.cursor ?? null;
    dispatch({ kind: 'page', rows: page.nodes, cursor, hasMore: hasNextPage });
  }, [ask]);

  const look = useCallback(
    async (ids: readonly string[]) => {
      const found = await ask({ ids });
      if (found === null) dispatch({ kind: 'look-again', ids });
      else dispatch({ kind: 'looked', ids, rows: found.nodes });
      return found !== null;
    },
    [ask],
  );

  useEffect(() => feed.listen((changes) => dispatch({ kind: 'changed', changes })), [feed]);

  const isStarted = start.kind === 'known';
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reset begins the list anew
  useEffect(() => {
    if (!isStarted) return;
    latest.current = NO_ROWS;
    loading.current = null;
    dispatch({ kind: 'cleared' });
    void more();
  }, [isStarted, more, resets]);

  const isReady = rows.end !== null;
  useLooks(isReady, latest, dispatch, look);
  useEffect(() => {
    if (!isReady) return;
    const timer = setInterval(() => {
      const ids = inOrder(latest.current)
        .slice(0, PAGE)
        .map(({ id }) => id);
      if (ids.length > 0 && !document.hidden) void look(ids);
    }, RECHECK_MS);
    return () => clearInterval(timer);
  }, [isReady, look]);

  const ordered = useMemo(() => inOrder(rows), [rows]);
  return {
    rows: ordered,
    phase: isReady ? 'ready' : 'loading',
    hasMore: rows.end?.hasMore ?? false,
    problem,
    more: () => void more(),
    look: (ids) => void look(ids),
  };
}

/** Looks at what the feed told of, page by page, one at a time, for as long as the list is ready. */
function useLooks(
  isReady: boolean,
  latest: { readonly current: Rows },
  dispatch: (action: RowsAction) => void,
  look: (ids: readonly string[]) => Promise<boolean>,
): void {
  useEffect(() => {
    if (!isReady) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    async function lookAtNext() {
      const ids = [...latest.current.unknown].slice(0, PAGE);
      if (ids.length > 0) dispatch({ kind: 'asked', ids });
      const went = ids.length === 0 || (await look(ids));
      if (!isOver) timer = setTimeout(lookAtNext, went ? LOOK_MS : LOOK_FAILED_MS);
    }
    timer = setTimeout(lookAtNext, LOOK_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isReady, latest, dispatch, look]);
}
