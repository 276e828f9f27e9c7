import { createContext, type ReactNode, use, useState } from 'react';
import { type Announcements, createAnnouncer } from './announcer.ts';

const AnnounceContext = createContext<(announcements: Announcements) => void>(() => {});

/** Has sentences read aloud by screen readers, when they next pause. */
export function useAnnounce(): (announcements: Announcements) => void {
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
