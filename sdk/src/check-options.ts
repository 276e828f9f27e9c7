/**
 * The addresses of a server, from the one of its GraphQL. In a browser it may be relative to the page, as `/graphql`.
 *
 * @throws {TypeError} when it is none that can be called
 */
export function endpointsOf(url: unknown): { readonly http: string; readonly ws: string } {
  const page: unknown = Reflect.get(globalThis, 'location');
  const base = page instanceof Object && 'href' in page ? String(page.href) : undefined;
  const given = url instanceof URL ? url.href : url;
  if (typeof given !== 'string' || !URL.canParse(given, base)) {
    throw new TypeError(`url: an address such as https://example.com/graphql is expected, got ${shown(given)}.`);
  }
  const parsed = new URL(given, base);
  if (!/^https?:$/.test(parsed.protocol)) {
    throw new TypeError(`url: an address that begins with https:// or http:// is expected, got ${shown(given)}.`);
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new TypeError('url: an address without a name and a password is expected; who calls is said by token.');
  }
  parsed.hash = '';
  return { http: parsed.href, ws: parsed.href.replace(/^http/, 'ws') };
}

/** @throws {TypeError} when it is neither a token nor a function that returns one */
export function checkToken(token: unknown): void {
  if (typeof token === 'function' || isToken(token)) return;
  const got = token === '' ? 'an empty text' : typeof token === 'string' ? 'a text with spaces in it' : shown(token);
  throw new TypeError(`token: an access token, or a function that returns one, is expected, got ${got}.`);
}

/** Without `Bearer`, which we add ourselves, and without what no header may hold. */
function isToken(token: unknown): boolean {
  return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : value === null ? 'null' : typeof value;
}
