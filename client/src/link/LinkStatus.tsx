import type { LinkState } from '@belltower/sdk/resume';
import { useSyncExternalStore } from 'react';
import { useLive } from '../api/use-live.ts';
import { type TextId, text } from '../language/text.ts';

const WORDS: Record<LinkState, TextId | null> = {
  idle: null,
  connecting: 'link.connecting',
  live: 'link.live',
  retrying: 'link.retrying',
  'signed-out': 'link.signedOut',
};

/** Says whether what is shown is live. */
export function LinkStatus() {
  const live = useLive();
  const state = useSyncExternalStore(live.onState, live.state);
  const words = WORDS[state];
  return (
    <p className="link-status" role="status" data-state={state}>
      {words !== null && text(words)}
    </p>
  );
}
