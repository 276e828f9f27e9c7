import type { BelltowerError } from '@belltower/sdk/resume';
import { createContext, use, useEffect, useMemo, useState } from 'react';
import { useLive } from '../api/use-live.ts';
import { watchDeliveryStatus } from '../deliveries/use-delivery-status.ts';
import { type FeedStart, useFeedStart } from '../deliveries/use-feed-start.ts';
import { createDeskFeed, type DeskFeed } from './feed.ts';

/** The desk's watch, and how it is. */
export interface WatchedDesk {
  readonly feed: DeskFeed;
  /** Whether the position to watch from is known: query only then, so that no change falls between answer and feed. */
  readonly start: FeedStart;
  /** How often changes were lost and only a snapshot came: after each, query again. */
  readonly resets: number;
  /** Why the feed ended, for good; null while it lives. */
  readonly failure: BelltowerError | null;
}

/** Hands the one watch of a tab down to the pages of staff. */
export const DeskFeedContext = createContext<WatchedDesk | null>(null);

/** The watch of all deliveries, which all pages of staff share. */
export function useDeskFeed(): WatchedDesk {
  const watched = use(DeskFeedContext);
  if (watched === null) throw new Error('Expected a DeskFeedContext around this component and got none.');
  return watched;
}

/** Watches all deliveries from now on, over any number of cuts, for as long as it is mounted: once in a tab. */
export function useDeskWatch(): WatchedDesk {
  const live = useLive();
  const [feed] = useState(createDeskFeed);
  const [resets, setResets] = useState(0);
  const [failure, setFailure] = useState<BelltowerError | null>(null);
  const start = useFeedStart(null);
  const after = start.kind === 'known' ? start.cursor : null;
  useEffect(() => {
    if (after === null) return;
    return watchDeliveryStatus(live, { after }, (action) => {
      if (action.kind === 'changed') feed.publish(action.changes);
      if (action.kind === 'reset') setResets((count) => count + 1);
      if (action.kind === 'failed') setFailure(action.error);
    });
  }, [live, feed, after]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a start of the same kind and position is the same
  return useMemo(() => ({ feed, start, resets, failure }), [feed, start.kind, after, resets, failure]);
}
