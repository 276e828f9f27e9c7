import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { type Customer, CustomersDocument } from './documents.ts';

/** Typing settles for so long before it is searched for. */
const TYPING_MS = 200;
/** How many are listed. */
const FIRST = 8;

/** What a search has come to. */
export type Search =
  | { readonly kind: 'idle' | 'searching' }
  | { readonly kind: 'found'; readonly customers: readonly Customer[] }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Searches for customers as staff type; null: nothing is searched for. */
export function useCustomers(typed: string | null): Search {
  const calls = useClient();
  const [found, setFound] = useState<{ readonly of: string; readonly search: Search }>({
    of: '',
    search: { kind: 'idle' },
  });
  const search = typed?.trim() ?? null;
  useEffect(() => {
    if (search === null) return;
    let isOver = false;
    const timer = setTimeout(async () => {
      const variables = { search, first: FIRST };
      const policy = { requestPolicy: 'network-only' } as const;
      const { data, error } = await calls.query(textOf(CustomersDocument), variables, policy).toPromise();
      if (isOver) return;
      if (data) setFound({ of: search, search: { kind: 'found', customers: data.customers } });
      else if (error) setFound({ of: search, search: { kind: 'failed', problem: problemOf(error) } });
    }, TYPING_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [search, calls]);
  if (search === null) return { kind: 'idle' };
  return found.search.kind !== 'idle' && found.of === search ? found.search : { kind: 'searching' };
}
