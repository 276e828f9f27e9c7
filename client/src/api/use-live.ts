import type { LiveClient } from '@belltower/sdk/resume';
import { createContext, use } from 'react';

/** Hands the live feed's link down the tree. */
export const LiveContext = createContext<LiveClient | null>(null);

/** The live feed's link. */
export function useLive(): LiveClient {
  const live = use(LiveContext);
  if (live === null) throw new Error('Expected a LiveContext around this component and got none.');
  return live;
}
