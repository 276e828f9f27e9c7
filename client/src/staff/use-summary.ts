import { createContext } from 'react';
import { textOf } from '../api/document.ts';
import type { WatchedDesk } from '../desk/use-desk-feed.ts';
import type { DeskSummaryQuery } from '../generated/graphql.ts';
import { dayOf } from '../time/day.ts';
import { SummaryDocument } from './documents.ts';
import { type Fresh, useFresh } from './use-fresh.ts';

/** The desk's counts, as they are now. */
export type Summary = Fresh<DeskSummaryQuery>;

/** Hands the counts down to the pages of staff. */
export const SummaryContext = createContext<Summary | null>(null);

/** The desk's counts of today, where the reader is, kept up to date. */
export function useSummary(watched: WatchedDesk): Summary {
  return useFresh(watched, textOf(SummaryDocument), today);
}

const today = () => dayOf(new Date());
