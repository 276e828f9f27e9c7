import { useState } from 'react';
import { useQuery } from 'urql';
import { textOf } from '../api/document.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { FeedCursorQuery } from './documents.ts';

/** Where to watch from: requested, known, or refused. */
export type FeedStart =
  | { readonly kind: 'asking' }
  | { readonly kind: 'known'; readonly cursor: string }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly retry: () => void };

/**
 * The position to watch from: `given` where it is known, else the feed's position now. A page that queries only after it
 * is known, and watches from it, misses nothing: earlier changes are in the answer, later ones in the feed.
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
  setCursor(data.feedCursor); // the first answer stays: a later one would restart the watch
  return { kind: 'known', cursor: data.feedCursor };
}
