import { createContext, type ReactNode, use, useState } from 'react';
import { type Announcements, createAnnouncer } from './announcer.ts';

const AnnounceContext = createContext<(announcements: Announcements) => void>(() => {});
const SpokenContext = createContext('');

/** Has sentences read aloud by screen readers, when they next pause. */
export function useAnnounce(): (announcements: Announcements) => void {
  return use(AnnounceContext);
}

/** Holds what is said, and says it on the page. */
export function Announcing({ children }: { children: ReactNode }) {
  const [text, setText] = useState('');
  const [announce] = useState(() => createAnnouncer(setText));
  return (
    <AnnounceContext value={announce}>
      <SpokenContext value={text}>
        {children}
        <SpokenAloud />
      </SpokenContext>
    </AnnounceContext>
  );
}

/**
 * A live region, there before anything is said in it. A modal dialog needs one of its own: while it is open, the page's is
 * inert like the rest of the page, and keeps silent.
 */
export function SpokenAloud() {
  return (
    <p className="visually-hidden" aria-live="polite">
      {use(SpokenContext)}
    </p>
  );
}
