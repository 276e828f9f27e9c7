/** The live status of deliveries, as a React hook: watches `deliveryStatusChanged`, resumes after cuts, folds changes into timelines. */
import { type BelltowerError, type LiveClient, subscribeResuming } from '@belltower/sdk/resume';
import { useEffect, useReducer } from 'react';
import { useLive } from '../api/use-live.ts';
import type { DeliveryStatusSubscription } from '../generated/graphql.ts';
import { type DeliveryStatusChange, DeliveryStatusChanged } from './documents.ts';
import { foldChanges, type Timelines } from './fold.ts';

/** Changes that come within this time are shown at once, so that a burst costs one rendering. */
const GATHER_MS = 30;

/** What the feed has sent so far. */
export interface DeliveryStatusState {
  /** The changes so far; fold them with what a query answered. */
  readonly timelines: Timelines;
  /** How often changes were lost and only a snapshot came: query again after each. */
  readonly resets: number;
  /** Why the feed ended, for good; null while it lives. */
  readonly failure: BelltowerError | null;
}

/** What can happen to a watch. */
export type DeliveryStatusAction =
  | { readonly kind: 'changed'; readonly changes: readonly DeliveryStatusChange[] }
  | { readonly kind: 'reset' }
  | { readonly kind: 'failed'; readonly error: BelltowerError };

/** Before anything is known. */
export const NOTHING_KNOWN: DeliveryStatusState = { timelines: new Map(), resets: 0, failure: null };

/** The state after `action`: pure; the same object when nothing is new. */
export function reduceDeliveryStatus(state: DeliveryStatusState, action: DeliveryStatusAction): DeliveryStatusState {
  switch (action.kind) {
    case 'changed': {
      const timelines = foldChanges(state.timelines, action.changes);
      return timelines === state.timelines ? state : { ...state, timelines };
    }
    case 'reset':
      return { ...state, resets: state.resets + 1 };
    case 'failed':
      return { ...state, failure: action.error };
  }
}

/** What to watch: one appointment or all that the caller may see. `after` is null until the position is known. */
export interface Watched {
  readonly appointmentId?: string;
  readonly after: string | null;
}

/**
 * The deliveries' status, live: every change after `after` arrives, over any number of cuts. `after` is where the watch
 * begins; it must stay the same for as long as this is mounted.
 */
export function useDeliveryStatus({ appointmentId, after }: Watched): DeliveryStatusState {
  const live = useLive();
  const [state, dispatch] = useReducer(reduceDeliveryStatus, NOTHING_KNOWN);
  useEffect(() => {
    if (after !== null) return watchDeliveryStatus(live, { appointmentId, after }, dispatch);
  }, [live, appointmentId, after]);
  return state;
}

/** Watches without a component: `dispatch` gets what happens, a burst as one action. Returns the function that ends the watch. */
export function watchDeliveryStatus(
  live: LiveClient,
  variables: { readonly appointmentId?: string | undefined; readonly after: string },
  dispatch: (action: DeliveryStatusAction) => void,
): () => void {
  let gathered: DeliveryStatusChange[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    dispatch({ kind: 'changed', changes: gathered });
    gathered = [];
  };
  const stop = subscribeResuming<DeliveryStatusSubscription>(
    live,
    { query: DeliveryStatusChanged.toString(), variables },
    (data) => data.deliveryStatusChanged.cursor,
    {
      next(data) {
        gathered.push(data.deliveryStatusChanged);
        timer ??= setTimeout(flush, GATHER_MS);
      },
      reset: () => dispatch({ kind: 'reset' }),
      error: (error) => dispatch({ kind: 'failed', error }),
    },
  );
  return () => {
    stop();
    clearTimeout(timer);
  };
}
