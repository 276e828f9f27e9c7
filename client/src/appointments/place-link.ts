import { isAddress } from '@belltower/events/place';

/** What a place leads to: a page of its own, or the map. */
export interface PlaceLink {
  readonly kind: 'page' | 'map';
  readonly href: string;
}

const URL_ALONE = /^(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S+$/i;

/** As in the mail: a page over https, as of a video call, is opened; an address is looked up on the map; else null. */
export function placeLinkOf(location: string): PlaceLink | null {
  if (/^https:\/\/\S+$/i.test(location) && URL.canParse(location)) {
    const { username, password, href } = new URL(location);
    return username === '' && password === '' ? { kind: 'page', href } : null;
  }
  if (URL_ALONE.test(location) || !isAddress(location)) return null;
  // https://developers.google.com/maps/documentation/urls/get-started
  const query = encodeURIComponent(location.toWellFormed());
  return { kind: 'map', href: `https://www.google.com/maps/search/?api=1&query=${query}` };
}
