/** Sending many again as a React hook: part by part, and followed until each has ended. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Client, useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { mutate } from '../api/mutate.ts';
import type { Problem } from '../api/problem.ts';
import {
  openItems,
  type RetryRun,
  startRetry,
  unfinishedItems,
  withAnswers,
  withFeed,
  withRefused,
} from './bulk-retry.ts';
import { type DeskRow, RetryManyDocument, StandingDocument } from './documents.ts';
import { inParts } from './parts.ts';
import type { WatchedDesk } from './use-desk-feed.ts';

/** The deliveries that were sent again last, and what can be done with them. */
export interface BulkRetry {
  /** Null where none were, or their outcome was put away. */
  readonly run: RetryRun | null;
  /** How many are done with of how many, while requests go on; null when they do not. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  /** Why it stopped half way. */
  readonly problem: Problem | null;
  readonly start: (rows: readonly DeskRow[]) => void;
  /** Goes on where it stopped. */
  readonly resume: () => void;
  readonly close: () => void;
}

/** `changed` is called with those that a request was made for. */
export function useBulkRetry(watched: WatchedDesk, changed: (ids: readonly string[]) => void): BulkRetry {
  const calls = useClient();
  const [run, setRun] = useState<RetryRun | null>(null);
  const [progress, setProgress] = useState<BulkRetry['progress']>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef<RetryRun | null>(null);
  const update = useCallback((change: (run: RetryRun) => RetryRun) => {
    if (latest.current === null) return;
    latest.current = change(latest.current);
    setRun(latest.current);
  }, []);
  useFollowed(calls, watched, latest, update);

  async function send() {
    setProblem(null);
    const total = latest.current?.size ?? 0;
    for (const part of inParts(openItems(latest.current ?? new Map()))) {
      setProgress({ done: total - openItems(latest.current ?? new Map()).length, total });
      const ids = part.map(({ id }) => id);
      const answer = await mutate(calls, textOf(RetryManyDocument), { ids });
      changed(ids); // also after an error: the answer may be all that was lost
      if (answer.kind === 'refused') {
        await lookAt(calls, ids, update);
        if (openItems(latest.current ?? new Map()).some(({ id }) => ids.includes(id))) {
          setProblem(answer.problem);
          break;
        }
        continue;
      }
      const { deliveries, refused } = answer.data.retryDeliveries;
      update((before) => withRefused(withAnswers(before, deliveries), refused));
      // A refusal may answer a repeated request, the first of which was taken.
      if (refused.length > 0)
        await lookAt(
          calls,
          refused.map(({ id }) => id),
          update,
        );
    }
    setProgress(null);
  }

  return {
    run,
    progress,
    problem,
    start(rows) {
      if (progress !== null || rows.length === 0) return;
      latest.current = startRetry(rows);
      setRun(latest.current);
      void send();
    },
    resume: () => void send(),
    close() {
      latest.current = null;
      setRun(null);
      setProblem(null);
    },
  };
}

/** Keeps a run as the feed has it, and queries where each stands after changes of the feed were lost. */
function useFollowed(
  calls: Client,
  { feed, resets }: WatchedDesk,
  latest: { readonly current: RetryRun | null },
  update: (change: (run: RetryRun) => RetryRun) => void,
): void {
  useEffect(() => feed.listen((changes) => update((run) => withFeed(run, changes))), [feed, update]);
  useEffect(() => {
    if (resets === 0 || latest.current === null) return;
    for (const part of inParts(unfinishedItems(latest.current))) {
      void lookAt(
        calls,
        part.map(({ id }) => id),
        update,
      );
    }
  }, [calls, resets, latest, update]);
}

/** Queries where some stand. What fails is left to the feed. */
async function lookAt(
  calls: Client,
  ids: readonly string[],
  update: (change: (run: RetryRun) => RetryRun) => void,
): Promise<void> {
  const { data } = await calls
    .query(textOf(StandingDocument), { ids: [...ids] }, { requestPolicy: 'network-only' })
    .toPromise();
  if (data) update((run) => withAnswers(run, data.deliveries.nodes));
}
