import type { MessageSettings } from '@belltower/messages/settings';
import type { EventSettings } from '../appointments/appointment-created.ts';
import type { Changes } from '../appointments/change-appointment.ts';
import type { Appointments } from '../appointments/create-appointment.ts';
import type { Caller } from '../auth/caller.ts';
import type { RateLimit } from '../auth/rate.ts';
import type { Database } from '../db/database.ts';
import type { Retries } from '../deliveries/retry-deliveries.ts';
import type { Feed } from '../feed/feed.ts';
import type { ReminderRule } from '../reminders/reminder-rules.ts';
import { RequestError, rateLimited } from '../request-error.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What resolvers use: one for the whole process. */
export interface Services {
  readonly db: Pick<Database, 'fork' | 'migrated'>;
  readonly appointments: Appointments;
  readonly changes: Changes;
  readonly retries: Retries;
  readonly feed: Feed;
  /** The country of numbers that people write without one, by its ISO 3166-1 code; undefined: none is set. */
  readonly defaultCountry?: string | undefined;
  /** As the notifier writes messages, and whom people ask. */
  readonly messages: MessageSettings;
  /** What the references of appointments begin with; undefined: nothing. */
  readonly referencePrefix?: string | undefined;
  readonly guestsMayCancel: boolean;
  /** Resolves with what of the installation events have. */
  eventSettings(): Promise<EventSettings>;
  /** When appointments are reminded of that have no rules of their own. */
  readonly reminderRules: readonly ReminderRule[];
  /** The rate limit of each caller, by subject. */
  readonly rate: RateLimit;
}

/** What one request, or one event of a subscription, is resolved with. */
export interface GraphQLContext {
  /** Null when the request carried no token. */
  readonly caller: Caller | null;
  readonly services: Services;
  /** The trace that the request belongs to, if any. */
  readonly traceparent: string | undefined;
  loaders(): Loaders;
  /** Has the reads that follow in this request begin after `read`: what they find is no older. Returns `read`. */
  readFirst<Value>(read: Promise<Value>): Promise<Value>;
  /** Resolves when what `readFirst` was called with is read, or has failed. */
  firstRead(): Promise<unknown>;
  /**
   * Takes the rate limit's tokens for this request's mutation fields, once. The request itself has paid for one of them.
   *
   * @throws {RequestError} RATE_LIMITED, and again for each later field of the request
   */
  chargeMutation(countFields: () => number): void;
}

/** Makes a context, with loaders of its own. */
export function createContext(services: Services, caller: Caller | null, traceparent?: string): GraphQLContext {
  let loaders: Loaders | null = null;
  let isCharged = false;
  let first: Promise<unknown> = Promise.resolve();
  const context: GraphQLContext = {
    caller,
    services,
    traceparent,
    loaders() {
      loaders ??= createLoaders(services.db.fork(), callerOf(context));
      return loaders;
    },
    readFirst(read) {
      first = read.catch(() => {}); // who reads it reports why
      return read;
    },
    firstRead: () => first,
    chargeMutation(countFields) {
      if (isCharged || caller === null) return;
      const more = countFields() - 1;
      const isTaken = more === 0 || services.rate.take(caller.sub, more);
      if (!isTaken) {
        const retryAfterMs = services.rate.retryAfterMs(caller.sub, more);
        throw rateLimited('Too many changes in one request', retryAfterMs);
      }
      isCharged = true;
    },
  };
  return context;
}

/**
 * The caller of a request.
 *
 * @throws {RequestError} UNAUTHENTICATED; UNAVAILABLE while the tables are not ready
 */
export function callerOf({ caller, services }: GraphQLContext): Caller {
  if (caller === null) throw new RequestError('UNAUTHENTICATED', 'A bearer token is needed');
  if (!services.db.migrated) throw new RequestError('UNAVAILABLE', 'The database cannot be used yet');
  return caller;
}

/** @throws {RequestError} FORBIDDEN when the caller is not staff */
export function staffOf(context: GraphQLContext): Caller {
  const caller = callerOf(context);
  if (caller.role !== 'staff') throw new RequestError('FORBIDDEN', 'Only staff may do this');
  return caller;
}

/** A value that staff alone see: null for anybody else. */
export function forStaff<Value>(context: GraphQLContext, value: Value): Value | null {
  return callerOf(context).role === 'staff' ? value : null;
}
