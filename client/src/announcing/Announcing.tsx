import { createContext, type ReactNode, use, useState } from 'react';
import { createAnnouncer } from './announcer.ts';

const AnnounceContext = createContext<(sentences: readonly string[]) => void>(() => {});

/** Has sentences read aloud by screen readers, when they next pause. */
export function useAnnounce(): (sentences: readonly string[]) => void {
  return use(AnnounceContext);
}

/** The one live region, there before anything is said in it. */
export function Announcing({ children }: { children: ReactNode }) {
  const [text, setText] = useState('');
  const [announce] = useState(() => createAnnouncer(setText));
  return (
    <AnnounceContext value={announce}>
      {children}
      <p className="visually-hidden" aria-live="polite">
        {text}
      </p>
    </AnnounceContext>
  );
}
