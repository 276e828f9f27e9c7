import { useCallback, useEffect, useRef, useState } from 'react';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { DeliveryRow } from './DeliveryRow.tsx';
import type { DeskRow } from './documents.ts';
import { RetrySelected } from './RetrySelected.tsx';
import { comparePlaces, type Place } from './rows.ts';
import type { DeskRows } from './use-desk-rows.ts';

/** The most that can be sent again at once. */
const MOST_SELECTED = 100;

/**
 * The list, newest first. Rows that arrive while its top is out of sight, while something in it is selected or has the
 * focus, wait behind a button, so that nothing moves while a person reads. Rows out of sight are not laid out (CSS).
 */
export function DeliveryList({ list, search, isNarrowed }: { list: DeskRows; search: string; isNarrowed: boolean }) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const top = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLElement>(null);
  const isAway = useIsAway(top, frame);
  const failed = list.rows.filter(({ status }) => status === 'FAILED');
  const selected = failed.filter(({ id }) => picked.has(id));
  const { shown, waiting, show } = useWaitingRows(list.rows, isAway || selected.length > 0);

  const select = useCallback((id: string, isSelected: boolean) => {
    setPicked((before) => {
      const next = new Set(before);
      if (isSelected) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);

  return (
    <section ref={frame} className="desk-list" aria-label="Deliveries, newest first">
      <div ref={top} />
      {list.problem !== null && <ProblemNotice problem={list.problem} retry={list.retry} />}
      <RetrySelected
        selected={selected}
        isPossible={failed.length > 0}
        selectAll={() => setPicked(new Set(failed.slice(0, MOST_SELECTED).map(({ id }) => id)))}
        clear={() => setPicked(new Set())}
        look={list.look}
      />
      {waiting > 0 && (
        <button
          type="button"
          className="held"
          onClick={() => {
            show();
            top.current?.scrollIntoView({ block: 'center' });
          }}
        >
          {waiting === 1 ? 'Show 1 new delivery' : `Show ${waiting} new deliveries`}
        </button>
      )}
      {list.phase === 'loading' ? (
        list.problem === null && <p className="quiet">Loading…</p>
      ) : (
        <>
          {shown.length === 0 && <p>{isNarrowed ? 'Nothing passes this filter.' : 'There are no deliveries yet.'}</p>}
          <ol className="deliveries">
            {shown.map((row) => (
              <DeliveryRow
                key={row.id}
                row={row}
                search={search}
                isSelected={row.status === 'FAILED' && picked.has(row.id)}
                select={select}
              />
            ))}
          </ol>
          {list.hasMore && (
            <button type="button" className="plain" onClick={list.more}>
              Show older
            </button>
          )}
        </>
      )}
    </section>
  );
}

/** Keeps back the rows that arrived on top since `isHolding` became true. */
function useWaitingRows(rows: readonly DeskRow[], isHolding: boolean) {
  const [from, setFrom] = useState<Place | null>(null);
  const newest = rows[0] ?? null;
  if (isHolding && from === null && newest !== null) setFrom(newest);
  if (!isHolding && from !== null) setFrom(null);
  const isWaiting = (row: DeskRow) => isHolding && from !== null && comparePlaces(row, from) < 0;
  const shown = rows.filter((row) => !isWaiting(row));
  return { shown, waiting: rows.length - shown.length, show: () => setFrom(newest) };
}

/** Whether the list's top is out of sight, or the keyboard is at work in it. */
function useIsAway(top: { readonly current: Element | null }, frame: { readonly current: Element | null }): boolean {
  const [isOut, setOut] = useState(false);
  const [isFocused, setFocused] = useState(false);
  useEffect(() => {
    const [mark, whole] = [top.current, frame.current];
    if (mark === null || whole === null) return;
    const seen = new IntersectionObserver(([entry]) => entry && setOut(!entry.isIntersecting));
    seen.observe(mark);
    const look = () => setFocused(whole.querySelector('.deliveries :focus-visible') !== null);
    whole.addEventListener('focusin', look);
    whole.addEventListener('focusout', look);
    return () => {
      seen.disconnect();
      whole.removeEventListener('focusin', look);
      whole.removeEventListener('focusout', look);
    };
  }, [top, frame]);
  return isOut || isFocused;
}
