import { useEffect, useRef } from 'react';
import { SpokenAloud } from '../announcing/Announcing.tsx';
import { StaleNotice } from '../link/StaleNotice.tsx';
import { navigate } from '../routing/navigate.ts';
import { hrefOf } from '../routing/route.ts';
import type { Viewer } from '../session/viewer.ts';
import { DrawerContent } from './DrawerContent.tsx';
import type { DeskRow } from './documents.ts';
import { neighboursOf } from './neighbours.ts';
import type { WatchedDesk } from './use-desk-feed.ts';
import { useDeskKeys } from './use-desk-keys.ts';
import { useKeptFocus } from './use-kept-focus.ts';

/**
 * One delivery over the list: its whole history, and what can be done about a failure. `changed` is called after each
 * action. The page below is inert, so the notices about a cut link are in the drawer as well.
 */
export function DeliveryDrawer({
  id,
  viewer,
  watched,
  shown,
  search,
  hasMore,
  more,
  keysAreOn,
  changed,
  close,
}: {
  id: string;
  viewer: Viewer;
  watched: WatchedDesk;
  /** The rows of the list, as they are shown. */
  shown: readonly DeskRow[];
  search: string;
  hasMore: boolean;
  more: () => void;
  keysAreOn: boolean;
  changed: () => void;
  close: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const lastIndex = useRef(-1);
  const ids = shown.map((row) => row.id);
  const { previous, next, index } = neighboursOf(ids, id, lastIndex.current);
  lastIndex.current = index;
  const isAtEnd = next === null && hasMore && index >= 0;
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each last row
  useEffect(() => {
    if (isAtEnd) more();
  }, [isAtEnd, id]);
  useKeptFocus(dialog, () => title.current);

  function open(other: string | null) {
    if (other !== null) navigate(hrefOf({ page: 'deliveries', delivery: other, search }), { replace: true });
  }
  useDeskKeys(keysAreOn, () => dialog.current, {
    j: () => open(next),
    k: () => open(previous),
    e: () => dialog.current?.querySelector<HTMLElement>('[name=note]')?.focus(),
    r: () => dialog.current?.querySelector<HTMLElement>('[data-action=retry]')?.focus(),
  });

  return (
    <dialog ref={dialog} className="drawer" aria-labelledby="drawer-title" onClose={close}>
      <nav className="drawer-bar" aria-label="Deliveries of the list">
        <button type="button" className="plain" aria-disabled={previous === null} onClick={() => open(previous)}>
          Previous
        </button>
        <button type="button" className="plain" aria-disabled={next === null} onClick={() => open(next)}>
          Next
        </button>
        <button type="button" className="plain close" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </nav>
      <DrawerContent key={id} {...{ id, viewer, watched, title, search, changed }} />
      <StaleNotice />
      <SpokenAloud />
    </dialog>
  );
}
