import { createContext, use, useCallback, useEffect, useRef, useState } from 'react';
import { type AnyVariables, type TypedDocumentNode, useClient } from 'urql';
import { type Problem, problemOf } from '../api/problem.ts';
import type { WatchedDesk } from '../desk/use-desk-feed.ts';
import { createRefresher } from './refresher.ts';

/** A burst of changes is one query, and under steady changes there is one a second: what is shown is at most two seconds old. */
const PACE = { afterMs: 150, everyMs: 1_000 };
/** How often it is queried without a change: other staff see to failures, and days end. */
const EVERY_MS = 15_000;

/** Hands down how to listen to answered mutations of this tab: of what staff see to, the feed says nothing. */
export const MutationsContext = createContext<(listener: () => void) => () => void>(() => () => {});

/** What a query answered, kept up to date. */
export interface Fresh<Data> {
  /** Null before the first answer. */
  readonly data: Data | null;
  /** When it was answered. */
  readonly at: string | null;
  /** Why the last query failed; null when it did not. */
  readonly problem: Problem | null;
  readonly refresh: () => void;
}

/**
 * Queries again after each change of the feed, after each mutation of this tab, and now and then. `variables` gives those of
 * each query; it must stay the same function.
 */
export function useFresh<Data, Variables extends AnyVariables>(
  { feed, start, resets }: WatchedDesk,
  document: TypedDocumentNode<Data, Variables>,
  variables: () => Variables,
): Fresh<Data> {
  const calls = useClient();
  const onMutation = use(MutationsContext);
  const [state, setState] = useState<Omit<Fresh<Data>, 'refresh'>>({ data: null, at: null, problem: null });
  const request = useRef(() => {});
  const isStarted = start.kind !== 'asking'; // where the feed's position is refused, it is queried all the same

  // biome-ignore lint/correctness/useExhaustiveDependencies: each reset queries again; a document is named by its place
  useEffect(() => {
    if (!isStarted) return;
    let isOver = false;
    const refresher = createRefresher(async () => {
      const at = new Date().toISOString();
      const { data, error } = await calls.query(document, variables(), { requestPolicy: 'network-only' }).toPromise();
      if (isOver) return;
      setState((before) => ({
        data: data ?? before.data,
        at: data === undefined ? before.at : at,
        problem: error === undefined ? null : problemOf(error),
      }));
    }, PACE);
    const requestNow = refresher.request;
    const whenSeen = () => {
      if (!globalThis.document.hidden) requestNow();
    };
    request.current = requestNow;
    refresher.start();
    const stops = [feed.listen(requestNow), onMutation(requestNow)];
    const timer = setInterval(whenSeen, EVERY_MS);
    globalThis.document.addEventListener('visibilitychange', whenSeen);
    window.addEventListener('online', whenSeen);
    return () => {
      isOver = true;
      refresher.dispose();
      for (const stop of stops) stop();
      clearInterval(timer);
      globalThis.document.removeEventListener('visibilitychange', whenSeen);
      window.removeEventListener('online', whenSeen);
    };
  }, [calls, feed, onMutation, isStarted, resets, variables]);

  return { ...state, refresh: useCallback(() => request.current(), []) };
}
