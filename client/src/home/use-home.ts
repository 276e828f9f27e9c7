import { useEffect, useState } from 'react';
import { textOf } from '../api/document.ts';
import { useDeskFeed } from '../desk/use-desk-feed.ts';
import type { DeskHomeQuery } from '../generated/graphql.ts';
import { type Fresh, useFresh } from '../staff/use-fresh.ts';
import { HomeDocument } from './documents.ts';

/** The most failures that the home page shows; the desk has all of them. */
export const MOST_SHOWN = 20;
/** How often what is said by the clock is said again: `in 20 minutes`. */
const MINUTE_MS = 60_000;

/** What needs staff, kept up to date. */
export function useHome(): Fresh<DeskHomeQuery> {
  return useFresh(useDeskFeed(), textOf(HomeDocument), variables);
}

const variables = () => ({ now: new Date().toISOString(), first: MOST_SHOWN });

/** The time; renders again each minute. */
export function useNow(): Date {
  const [, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurn((turn) => turn + 1), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return new Date();
}
