import type { LinkState } from '@belltower/sdk/resume';
import { useSyncExternalStore } from 'react';
import { useLive } from '../api/use-live.ts';

const WORDS: Record<LinkState, string> = {
  idle: '',
  connecting: 'Connecting…',
  live: 'Live',
  retrying: 'Connection lost, reconnecting…',
  'signed-out': 'Signed out',
};

/** Says whether what is shown is live. */
export function LinkStatus() {
  const live = useLive();
  const state = useSyncExternalStore(live.onState, live.state);
  return (
    <p className="link-status" role="status" data-state={state}>
      {WORDS[state]}
    </p>
  );
}
