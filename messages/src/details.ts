import { isAddress } from '@belltower/events/place';
import { httpsUrlOf } from '@belltower/events/public-contact';
import type { Booked } from './booked.ts';
import { replacedIn } from './changes.ts';
import type { Language } from './language.ts';
import type { Detail } from './mail-content.ts';
import { formatWhen, isSameClock } from './when.ts';

/**
 * What was booked, line by line, in a person's language, with what a change replaced; with the time also in `ourZone`, where
 * clocks differ there.
 */
export function detailsOf(booked: Booked, { locale, text }: Language, ourZone: string | null): readonly Detail[] {
  const { time, zone, title, location, minutes, isCancelled, cancelReason, reference } = booked;
  const replaced = replacedIn(booked);
  const isElsewhere = ourZone !== null && !isSameClock(time, zone, ourZone);
  const minutesOf = (count: number | null) => (count === null ? null : text('minutes', { count }));
  const timeIn = (where: string, name: string) => {
    const { long, zones } = formatWhen(time, where, locale);
    return { name, value: long, note: zones };
  };
  const timeBefore = () => {
    if (replaced.when === null) return null;
    const { long, zones } = formatWhen(replaced.when.time, replaced.when.zone, locale);
    return `${long} (${zones})`;
  };
  /** A line, unless there neither is nor was anything. */
  const line = (detail: Omit<Detail, 'value'> & { readonly value: string | null }, was: string | null): Detail[] => {
    if (detail.value === null && was === null) return [];
    const before = was === null ? {} : { before: { name: text('before'), value: was } };
    return [{ ...detail, value: detail.value ?? NOTHING, ...before }];
  };
  // nobody has to find the way to what is cancelled
  const way = location === null || isCancelled ? {} : wayTo(location, text('map'));
  return [
    ...line({ name: text('what'), value: title }, replaced.title),
    ...line({ ...timeIn(zone, text('when')), isVoid: isCancelled }, timeBefore()),
    ...(isElsewhere ? [timeIn(ourZone, text('ourTime'))] : []),
    ...line({ name: text('cancelReason'), value: cancelReason }, null),
    ...line({ name: text('where'), value: location, ...way }, replaced.location),
    ...line({ name: text('duration'), value: minutesOf(minutes) }, minutesOf(replaced.minutes)),
    { name: text('reference'), value: reference },
  ];
}

/** Stands where there was something. */
const NOTHING = '–';

/** A line as plain text. */
export function lineOf({ name, value, note }: Detail): string {
  return `${name}: ${value}${note === undefined ? '' : ` (${note})`}`;
}

const URL_ALONE = /^(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S+$/i;

/** A page over https, as of a video call, is opened; an address is looked up on the map. */
function wayTo(location: string, map: string): Pick<Detail, 'href' | 'link'> {
  const page = httpsUrlOf(location);
  if (page !== null) return { href: page };
  return URL_ALONE.test(location) || !isAddress(location) ? {} : { link: { text: map, href: mapUrlOf(location) } };
}

/** Opens the map program of a telephone: https://developers.google.com/maps/documentation/urls/get-started */
function mapUrlOf(place: string): string {
  return `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(place.toWellFormed())}`;
}
