import { parseFilter, searchOf } from './filter.ts';

/** A filter with a name. */
export interface View {
  readonly name: string;
  /** Its part of the address, as `searchOf` writes it. */
  readonly search: string;
}

/** The views that every desk has. */
export const BUILT_IN: readonly View[] = [
  { name: 'All', search: '' },
  { name: 'Needs you', search: 'open=1' },
  { name: 'Needs you soon', search: 'open=1&when=7d&sort=time' },
  { name: 'Waiting', search: 'status=QUEUED,SENDING,RETRYING' },
  { name: 'Failed today', search: 'status=FAILED&range=today' },
];

/** The most views of one's own, and how long a name may be. */
export const MOST_VIEWS = 20;
export const LONGEST_NAME = 40;

/** Reads the views that a browser keeps. What is none is left out: another version of the page may have written it. */
export function parseViews(text: string): readonly View[] {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return [];
  }
  return Array.isArray(kept) ? kept.filter(isView).slice(0, MOST_VIEWS) : [];
}

/** The views with one more, or with another filter under a name that is there. */
export function withView(views: readonly View[], { name, search }: View): readonly View[] {
  const view = { name: name.trim().slice(0, LONGEST_NAME), search: searchOf(parseFilter(search)) };
  const at = views.findIndex((other) => other.name === view.name);
  return (at < 0 ? [...views, view] : views.with(at, view)).slice(0, MOST_VIEWS);
}

function isView(item: unknown): item is View {
  if (typeof item !== 'object' || item === null) return false;
  const { name, search } = item as Partial<Record<keyof View, unknown>>;
  return typeof name === 'string' && name !== '' && name.length <= LONGEST_NAME && typeof search === 'string';
}
