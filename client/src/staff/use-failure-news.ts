import { use, useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import type { DeliveryStatusChange } from '../deliveries/documents.ts';
import type { WatchedDesk } from '../desk/use-desk-feed.ts';
import { type OpenFailure, OpenFailuresDocument } from './documents.ts';
import { closed, type News, NO_NEWS, sortChanges, withFailures, without } from './news.ts';
import { MutationsContext } from './use-fresh.ts';

/** Failures that come within this time come at once. */
const GATHER_MS = 400;
/** The most that are queried at once; of more, only their number is said. */
const MOST_IDS = 100;
/** How often it is queried whether others have seen to what is shown. */
const RECHECK_MS = 15_000;

/** The toasts, and what is known of the failures in them. */
export interface FailureNews {
  readonly news: News;
  readonly details: ReadonlyMap<string, OpenFailure>;
  /** A toast has gone by itself, or was closed. */
  readonly close: (key: string) => void;
}

/** What fails from now on, until it is sent again or seen to. */
export function useFailureNews({ feed }: WatchedDesk): FailureNews {
  const calls = useClient();
  const onMutation = use(MutationsContext);
  const [news, setNews] = useState(NO_NEWS);
  const [details, setDetails] = useState<ReadonlyMap<string, OpenFailure>>(new Map());
  const latest = useRef(news);
  latest.current = news;

  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gathered: DeliveryStatusChange[] = [];

    /** Which of these are open failures; null where that cannot be asked now. */
    async function ask(ids: readonly string[]) {
      if (ids.length > MOST_IDS) return null;
      const { data } = await calls
        .query(textOf(OpenFailuresDocument), { ids: [...ids] }, { requestPolicy: 'network-only' })
        .toPromise();
      return data === undefined || isOver ? null : new Map(data.deliveries.nodes.map((one) => [one.id, one]));
    }

    async function show() {
      timer = undefined;
      const { failed, over } = sortChanges(latest.current, gathered);
      gathered = [];
      const open = failed.length === 0 ? null : await ask(failed.map(({ deliveryId }) => deliveryId));
      if (isOver) return;
      if (open !== null) setDetails((before) => new Map([...[...before].slice(-MOST_IDS), ...open]));
      // Meanwhile it may have been sent again, or seen to.
      const still = failed.filter(({ deliveryId }) => open === null || open.has(deliveryId));
      setNews((before) => withFailures(without(before, over), still));
    }

    async function recheck() {
      const ids = latest.current.toasts.flatMap((toast) => toast.ids);
      if (ids.length === 0) return;
      const open = await ask(ids);
      if (open !== null)
        setNews((before) =>
          without(
            before,
            ids.filter((id) => !open.has(id)),
          ),
        );
    }

    const stops = [
      feed.listen((changes) => {
        gathered.push(...changes);
        timer ??= setTimeout(show, GATHER_MS);
      }),
      onMutation(() => void recheck()),
    ];
    const rechecking = setInterval(recheck, RECHECK_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
      clearInterval(rechecking);
      for (const stop of stops) stop();
    };
  }, [calls, feed, onMutation]);

  return { news, details, close: useCallback((key) => setNews((before) => closed(before, key)), []) };
}
