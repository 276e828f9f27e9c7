/** The pages there are. They live behind the `#`, so that the server answers one page for all of them. */
export type Route =
  | { readonly page: 'book' }
  | { readonly page: 'appointments' }
  | { readonly page: 'appointment'; readonly id: string }
  | { readonly page: 'deliveries' }
  | { readonly page: 'unknown' };

/** The page that a location's hash names; `book` when it names none. */
export function parseRoute(hash: string): Route {
  const [, page = '', id, ...rest] = hash.replace(/^#/, '').split('/');
  if (rest.length > 0) return { page: 'unknown' };
  if (page === 'appointments' && id !== undefined && id !== '') return { page: 'appointment', id: decode(id) };
  if (id !== undefined && id !== '') return { page: 'unknown' };
  if (page === '' || page === 'book') return { page: 'book' };
  if (page === 'appointments' || page === 'deliveries') return { page };
  return { page: 'unknown' };
}

/** The address to link to. `parseRoute` answers the route again. */
export function hrefOf(route: Exclude<Route, { page: 'unknown' }>): string {
  return route.page === 'appointment' ? `#/appointments/${encodeURIComponent(route.id)}` : `#/${route.page}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
