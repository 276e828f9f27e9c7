import { useEffect, useRef } from 'react';
import { Toaster, toast } from 'sonner';
import { useAnnounce } from '../announcing/Announcing.tsx';
import { hrefOf } from '../routing/route.ts';
import { failureWords } from './failure-words.ts';
import type { FailureToast } from './news.ts';
import { showNotification } from './notifications.ts';
import type { FailureNews } from './use-failure-news.ts';

/** Long enough to read it, find the keys to it (Alt+T) and follow its link; it waits while it has the focus or the pointer. */
const SHOWN_MS = 20_000;
/** Above the bar at the foot of a phone. */
const PLACE = { bottom: 'calc(var(--foot) + 1rem)', left: '1rem', right: '1rem' };

/** Toasts for failures: shown, announced, and as browser notifications where staff switched them on. */
export function Toasts({ shown: { news, details, close } }: { shown: FailureNews }) {
  const announce = useAnnounce();
  const before = useRef<ReadonlyMap<string, FailureToast>>(new Map());
  useEffect(() => {
    const now = new Map(news.toasts.map((one) => [one.key, one]));
    for (const key of before.current.keys()) if (!now.has(key)) toast.dismiss(key);
    for (const one of now.values()) {
      if (before.current.get(one.key) === one) continue;
      const [id = ''] = one.ids;
      const words = failureWords(one.ids.length, details.get(id) ?? null);
      const href =
        one.ids.length === 1
          ? hrefOf({ page: 'deliveries', delivery: id, search: 'open=1' })
          : hrefOf({ page: 'deliveries', search: 'open=1' });
      const dismissed = () => close(one.key);
      toast.custom(
        () => (
          <div className="toast bad">
            <p className="toast-text">
              <strong>{words.title}</strong>
              {words.text !== '' && <span className="quiet">{words.text}</span>}
            </p>
            <a className="plain small" href={href} onClick={dismissed}>
              Show<span className="visually-hidden">: {words.title}</span>
            </a>
            <button type="button" className="ghost small icon" aria-label="Close" onClick={dismissed}>
              ✕
            </button>
          </div>
        ),
        { id: one.key, duration: SHOWN_MS, unstyled: true, onAutoClose: dismissed, onDismiss: dismissed },
      );
      if (before.current.has(one.key)) continue; // it only became fewer
      const sentence = words.text === '' ? `${words.title}.` : `${words.title}: ${words.text}.`;
      announce(new Map([[`failure ${one.key}`, sentence]]));
      showNotification(words, href);
    }
    before.current = now;
  }, [news, details, announce, close]);
  return (
    <Toaster
      ref={silenced}
      position="bottom-right"
      visibleToasts={3}
      expand
      offset={PLACE}
      mobileOffset={PLACE}
      containerAriaLabel="Notifications"
    />
  );
}

/** The page's own live region announces, also in a dialog, where the rest of the page is silent: twice would be too much. */
function silenced(section: HTMLElement | null) {
  section?.setAttribute('aria-live', 'off');
}
