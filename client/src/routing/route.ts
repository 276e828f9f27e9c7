/**
 * The pages. They are behind the `#`, so that the server has one page for all of them. `search` is what
 * follows the `?` there: the desk's filter, the statistics' range.
 */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'book' }
  | { readonly page: 'appointments' }
  | { readonly page: 'appointment'; readonly id: string }
  | { readonly page: 'deliveries'; readonly delivery: string | null; readonly search: string }
  | { readonly page: 'statistics'; readonly search: string }
  | { readonly page: 'unknown' };

/** A page to link to; the desk without a filter, and without a delivery open, where none is given. */
export type Link =
  | { readonly page: 'home' | 'book' | 'appointments' }
  | { readonly page: 'appointment'; readonly id: string }
  | { readonly page: 'deliveries'; readonly delivery?: string | null; readonly search?: string }
  | { readonly page: 'statistics'; readonly search?: string };

/** The page that a location's hash names; `start` when it names none: where the person lands. */
export function parseRoute(hash: string, start: 'home' | 'book' = 'book'): Route {
  const [path = '', search = ''] = splitOnce(hash.replace(/^#/, ''), '?');
  const [, page = '', given = '', ...rest] = path.split('/');
  const id = given === '' ? null : decode(given);
  if (rest.length > 0) return { page: 'unknown' };
  if (page === 'deliveries') return { page, delivery: id, search };
  if (id !== null) return page === 'appointments' ? { page: 'appointment', id } : { page: 'unknown' };
  if (page === '') return { page: start };
  if (page === 'book') return { page };
  if (page === 'appointments') return { page };
  if (page === 'statistics') return { page, search };
  return { page: 'unknown' };
}

/** The address to link to. `parseRoute` reads the route back. */
export function hrefOf(link: Link): string {
  switch (link.page) {
    case 'appointment':
      return `#/appointments/${encodeURIComponent(link.id)}`;
    case 'deliveries': {
      const { delivery = null, search = '' } = link;
      return `#/deliveries${delivery === null ? '' : `/${encodeURIComponent(delivery)}`}${searchPart(search)}`;
    }
    case 'statistics':
      return `#/statistics${searchPart(link.search ?? '')}`;
    case 'home':
      return '#/';
    default:
      return `#/${link.page}`;
  }
}

function searchPart(search: string): string {
  return search === '' ? '' : `?${search}`;
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
