/** What can be done about failures in the list, as a React hook: by buttons for the selected ones, by keys for one. */
import { useState } from 'react';
import { type Cautions, cautionsOf } from './cautions.ts';
import type { DeskRow } from './documents.ts';
import { type BulkRetry, useBulkRetry } from './use-bulk-retry.ts';
import { type BulkSeen, useBulkSeen } from './use-bulk-seen.ts';
import type { WatchedDesk } from './use-desk-feed.ts';
import type { Selection } from './use-selection.ts';

/** A question that stands between an action and its request. */
export type Question =
  | { readonly kind: 'retry'; readonly cautions: Cautions }
  | { readonly kind: 'seen'; readonly rows: readonly DeskRow[] };

/** The actions and how they stand. */
export interface DeskActions {
  readonly retry: BulkRetry;
  readonly seen: BulkSeen;
  readonly isBusy: boolean;
  readonly question: Question | null;
  /** Why a key did nothing; empty where it did. */
  readonly hint: string;
  readonly setHint: (hint: string) => void;
  /** Sends again, once the reader knows what cannot succeed. */
  readonly sendAgain: (rows: readonly DeskRow[]) => void;
  /** Sends again at once. */
  readonly send: (rows: readonly DeskRow[]) => void;
  readonly markSeen: (rows: readonly DeskRow[]) => void;
  readonly mark: (rows: readonly DeskRow[], note: string | null) => void;
  readonly closeQuestion: () => void;
}

/** `look` is called with the deliveries that a request was made for. */
export function useDeskActions(
  watched: WatchedDesk,
  selection: Selection,
  look: (ids: readonly string[]) => void,
): DeskActions {
  const retry = useBulkRetry(watched, look);
  const seen = useBulkSeen(look);
  const [question, setQuestion] = useState<Question | null>(null);
  const [hint, setHint] = useState('');
  const isBusy = retry.progress !== null || seen.isRunning;

  function send(rows: readonly DeskRow[]) {
    seen.close();
    retry.start(rows);
    selection.set([]);
  }

  return {
    retry,
    seen,
    isBusy,
    question,
    hint,
    setHint,
    send,
    sendAgain(rows) {
      if (isBusy || rows.length === 0) return;
      setHint('');
      const cautions = cautionsOf(rows);
      if (cautions.hopeless.length === 0 && cautions.maybeSent === 0) send(rows);
      else setQuestion({ kind: 'retry', cautions });
    },
    markSeen(rows) {
      if (isBusy || rows.length === 0) return;
      setHint('');
      setQuestion({ kind: 'seen', rows });
    },
    mark(rows, note) {
      retry.close();
      seen.start(rows, note);
      selection.set([]);
    },
    closeQuestion: () => setQuestion(null),
  };
}
