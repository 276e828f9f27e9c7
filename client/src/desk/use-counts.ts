import { use, useEffect, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import type { DeskCountsQuery } from '../generated/graphql.ts';
import { NeedsContext } from '../routing/Heading.tsx';
import { type Counts, countsFor, NOT_COUNTED } from './counts.ts';
import { DeskCountsDocument } from './documents.ts';
import type { DeskFilter } from './filter.ts';
import { spanOf, type TimeRange } from './time-range.ts';
import type { WatchedDesk } from './use-desk-feed.ts';

/** After a change they are counted again, at most once in this time; and without any, now and then. */
const AFTER_CHANGE_MS = 3_000;
const EVERY_MS = 30_000;

/** How many deliveries each choice of the filter has, counted again as deliveries change. */
export function useCounts(filter: DeskFilter, { feed, resets }: WatchedDesk): Counts {
  const calls = useClient();
  const openFailures = use(NeedsContext);
  const [answer, setAnswer] = useState<{ readonly range: string; readonly counts: DeskCountsQuery } | null>(null);
  const range = JSON.stringify(filter.range);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each reset they are counted again
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function count() {
      timer = undefined;
      const { since } = spanOf(JSON.parse(range) as TimeRange, new Date());
      const variables = { since, failedSince: since ?? new Date(0).toISOString() };
      const { data } = await calls
        .query(textOf(DeskCountsDocument), variables, { requestPolicy: 'network-only' })
        .toPromise();
      if (!isOver && data) setAnswer({ range, counts: data });
    }
    const soon = () => {
      if (!document.hidden) timer ??= setTimeout(count, AFTER_CHANGE_MS);
    };
    void count();
    const stop = feed.listen(soon);
    const every = setInterval(soon, EVERY_MS);
    return () => {
      isOver = true;
      stop();
      clearTimeout(timer);
      clearInterval(every);
    };
  }, [calls, feed, range, resets]);
  return answer === null || answer.range !== range ? NOT_COUNTED : countsFor(filter, answer.counts, openFailures);
}
