import { visibleText } from '@belltower/events';
import type { Caller } from '../auth/caller.ts';
import type { DeliveryConditions } from '../deliveries/delivery-conditions.ts';
import type { DeliveryFilter } from '../generated/resolvers.ts';
import { badInput, type InputIssue, RequestError } from '../request-error.ts';
import { channelNamed, kindNamed, statusNamed } from './enums.ts';
import { parseInstants } from './instants.ts';

/** Longer than any address or title. */
const LONGEST_SEARCH = 255;

/**
 * Reads what narrows a list of deliveries.
 *
 * @throws {RequestError} BAD_USER_INPUT, and FORBIDDEN for what only staff may ask for
 */
export function parseDeliveryFilter(
  filter: DeliveryFilter,
  { caller, defaultCountry }: { readonly caller: Caller; readonly defaultCountry?: string | undefined },
): DeliveryConditions {
  const search = filter.search?.trim() || null;
  if (caller.role !== 'staff' && search !== null) throw new RequestError('FORBIDDEN', 'Only staff may search');
  const { since, until, appointmentSince, appointmentUntil } = filter;
  return {
    statuses: (filter.statuses ?? []).map((status) => statusNamed[status]),
    channels: (filter.channels ?? []).map((channel) => channelNamed[channel]),
    kinds: (filter.kinds ?? []).map((kind) => kindNamed[kind]),
    errorCodes: filter.errorCodes ?? [],
    appointmentId: filter.appointmentId ?? null,
    ids: filter.ids ?? null,
    open: filter.open ?? null,
    ...parseInstants({ since, until, appointmentSince, appointmentUntil }, ['filter']),
    search: parseSearch(search, ['filter', 'search']),
    country: defaultCountry,
  };
}

/**
 * Reads what is searched for; null where that is nothing.
 *
 * @param path where in the arguments it stands
 * @throws {RequestError} BAD_USER_INPUT
 */
export function parseSearch(given: string | null | undefined, path: InputIssue['path']): string | null {
  const search = given?.trim() ?? '';
  if (search.length > LONGEST_SEARCH) {
    throw badInput([{ path, code: 'TOO_LONG', message: `must have at most ${LONGEST_SEARCH} characters` }]);
  }
  return visibleText(search) || null;
}
