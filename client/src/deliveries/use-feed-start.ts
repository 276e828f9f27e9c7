import { useState } from 'react';
import { useQuery } from 'urql';
import { textOf } from '../api/document.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { FeedCursorQuery } from './documents.ts';

/** Where to watch from: on its way, known, or not to be had. */
export type FeedStart =
  | { readonly kind: 'asking' }
  | { readonly kind: 'known'; readonly cursor: string }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly retry: () => void };

/**
 * The position to watch from: `given` where somebody knows it, else the feed's position now. Who queries only after
 * it is known, and watches from it, has everything: what was before is in the answer, what came after is in the feed.
 */
export function useFeedStart(given: string | null, appointmentId?: string): FeedStart {
  const [cursor, setCursor] = useState(given);
  const [{ data, error }, ask] = useQuery({
    query: textOf(FeedCursorQuery),
    variables: { appointmentId },
    pause: cursor !== null,
    requestPolicy: 'network-only',
  });
  if (cursor !== null) return { kind: 'known', cursor };
  if (error !== undefined) return { kind: 'refused', problem: problemOf(error), retry: () => ask() };
  if (data === undefined) return { kind: 'asking' };
  setCursor(data.feedCursor); // the first answer stays: a later one would begin the watch anew
  return { kind: 'known', cursor: data.feedCursor };
}
