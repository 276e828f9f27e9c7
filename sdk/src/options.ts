/** What the client and its calls are given. */
import type { Bucket, CreateAppointmentInput, RescheduleAppointmentInput } from './generated/graphql.ts';
import type { WithDates } from './instants.ts';
import type { LinkState } from './link-state.ts';

/** Where Belltower is and how we may call it. */
export interface BelltowerOptions {
  /** The GraphQL address, such as `https://example.com/graphql`; in a browser also relative to the page. */
  readonly url: string | URL;
  /** An access token, or a function that returns one; `forceRefresh` is true when the last one was refused. */
  readonly token: string | ((forceRefresh: boolean) => string | Promise<string>);
  /** Called at each change of the live link, to show or to log. */
  readonly onLinkState?: (state: LinkState) => void;
  /** One try may take so long, in milliseconds. @default 15_000 */
  readonly timeoutMs?: number;
  /** A call gets so many tries when the server is away or overloaded. @default 4 */
  readonly attempts?: number;
  /** @default the platform's */
  readonly fetch?: typeof globalThis.fetch;
  /** @default the platform's, else that of the package `ws` */
  readonly WebSocket?: unknown;
}

/** Which part of a list to get. `first` is from 1 to 100. @default 20 */
export interface PageOptions<Filter> {
  readonly first?: number;
  readonly after?: string;
  readonly filter?: Filter;
  readonly signal?: AbortSignal;
}

/** Options of every call. */
export interface CallOptions {
  /** Aborts the call: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What to book. `time` as RFC 3339 text with any offset, or a Date. */
export type NewAppointment = WithDates<CreateAppointmentInput>;

/** What becomes of an appointment; what is left out stays. `time` as RFC 3339 text with any offset, or a Date. */
export type ChangedAppointment = WithDates<RescheduleAppointmentInput>;

/** Deliveries by when they were created. Instants as RFC 3339 text, or a Date. */
export interface Span {
  /** Those created at or after this instant. */
  readonly since: string | Date;
  /** Those created before this instant. @default now */
  readonly until?: string | Date;
}

/** Which deliveries the statistics are of, and in what buckets. */
export interface StatisticsOptions extends Span {
  /** The IANA time zone whose days are meant. @default 'UTC' */
  readonly timeZone?: string;
  /** How long each bucket is. The span may have 2,000 of them at most, else BAD_USER_INPUT. */
  readonly bucket: Bucket;
}
