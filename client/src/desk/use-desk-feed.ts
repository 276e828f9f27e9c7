import type { BelltowerError } from '@belltower/sdk/resume';
import { useEffect, useState } from 'react';
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

/** Watches all deliveries from now on, over any number of cuts, for as long as the desk is open. */
export function useDeskFeed(): WatchedDesk {
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
  return { feed, start, resets, failure };
}
