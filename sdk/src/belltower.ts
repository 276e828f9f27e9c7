/// <reference lib="esnext.disposable" preserve="true" />
/** The client: every operation of the schema as a typed function, calls over HTTP and watches over one WebSocket. */
import { checkToken, endpointsOf } from './check-options.ts';
import {
  type Appointment,
  type AppointmentWithHistory,
  type Delivery,
  type DeliveryWithHistory,
  documents,
} from './documents.ts';
import { networkError } from './errors.ts';
import type {
  AppointmentFilter,
  Bucket,
  CancelAppointmentInput,
  CreateAppointmentInput,
  CustomersQuery,
  DeliveryCountsQuery,
  DeliveryFilter,
  DeliveryMessageQuery,
  DeliveryOrder,
  DeliveryStatisticsQuery,
  DeliveryTimingsQuery,
  DeliveryTotalsQuery,
  DeskSummaryQuery,
  InstallationQuery,
  MeQuery,
  ProblemsQuery,
  RescheduleAppointmentInput,
  RetryDeliveriesMutation,
  RetryDeliveryInput,
} from './generated/graphql.ts';
import { type WithDates, withInstants } from './instants.ts';
import type { LinkState } from './link-state.ts';
import { createLiveClient, type LiveClient } from './live-client.ts';
import { createRequest, type TokenSource } from './request.ts';
import { subscribeResuming } from './subscribe-resuming.ts';
import { type DeliveryWatch, type OpenFeed, type WatchOptions, watchDeliveries } from './watch-deliveries.ts';
import { findWebSocket } from './web-socket.ts';

const query = documents.deliveryStatusChanged.toString();

/** The caller: the subject and the role in the access token. */
export type Viewer = MeQuery['me'];
/** What is the same for everybody who uses an installation. */
export type Installation = InstallationQuery['installation'];
/** How many deliveries have one status on one channel. */
export type DeliveryCount = DeliveryCountsQuery['deliveryCounts'][number];
/** What one message says. */
export type DeliveryMessage = NonNullable<NonNullable<DeliveryMessageQuery['delivery']>['message']>;
/** What became of the deliveries of one span of time, on one channel, at one status and with one error code. */
export type DeliveryBucket = DeliveryStatisticsQuery['deliveryStatistics'][number];
/** What the desk needs to know at a glance. */
export type DeskSummary = DeskSummaryQuery['deskSummary'];
/** How many deliveries of a span stand where, and how long they took. */
export type DeliveryTotals = DeliveryTotalsQuery['deliveryTotals'];
/** How long the deliveries of one span of time took from booked to first sent, on one channel. */
export type DeliveryTiming = DeliveryTimingsQuery['deliveryTimings'][number];
/** A person who has appointments. */
export type Customer = CustomersQuery['customers'][number];
/** Something that keeps deliveries waiting on one channel. */
export type Problem = ProblemsQuery['problems'][number];
/** Which deliveries are sent again, and which are not: each with its id and `NOT_FOUND` or `CONFLICT`. */
export type RetriedDeliveries = RetryDeliveriesMutation['retryDeliveries'];

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

/** Some items of a list, newest first. While `hasNextPage`, ask for the rest with `after: endCursor`. */
export interface Page<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
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

/** An appointment that was booked or changed, and where to begin watching it so that no change is missed. */
export interface Booked {
  readonly appointment: Appointment;
  readonly feedCursor: string;
}

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

/** Everything a consumer can do. Calls reject with a `BelltowerError`; those that are refused only for a moment are retried. */
export interface Belltower extends AsyncDisposable {
  /** Who is calling. */
  me(options?: CallOptions): Promise<Viewer>;
  /** What is the same for everybody: the country of telephone numbers that are written without one. */
  installation(options?: CallOptions): Promise<Installation>;
  /**
   * Books an appointment and queues its confirmations; durable once this resolves. Gets an `idempotencyKey` when it has
   * none, so that a repeat after a lost answer books once.
   */
  createAppointment(input: NewAppointment, options?: CallOptions): Promise<Booked>;
  /**
   * Moves an appointment, or changes its title, place or duration, and queues the messages of that. CONFLICT, with a `reason`, when
   * it has begun, is cancelled, or is no longer at `expectedSequence`. Gets an `idempotencyKey` as a booking does.
   */
  rescheduleAppointment(input: ChangedAppointment, options?: CallOptions): Promise<Booked>;
  /** Cancels an appointment for good, and queues the messages of that. CONFLICT as `rescheduleAppointment`. */
  cancelAppointment(input: CancelAppointmentInput, options?: CallOptions): Promise<Booked>;
  /** One appointment with its history, or null when there is none the caller may see. */
  appointment(id: string, options?: CallOptions): Promise<AppointmentWithHistory | null>;
  /** A page of appointments. */
  appointments(options?: PageOptions<WithDates<AppointmentFilter>>): Promise<Page<Appointment>>;
  /** One delivery with its history, or null when there is none the caller may see. */
  delivery(id: string, options?: CallOptions): Promise<DeliveryWithHistory | null>;
  /**
   * What a delivery's message says: mail, text, calendar entry; also before it is sent, and as it would be today where texts have
   * changed (`asSent`). Null when there is none that the caller may see. Staff only.
   */
  deliveryMessage(id: string, options?: CallOptions): Promise<DeliveryMessage | null>;
  /** A page of deliveries. */
  deliveries(
    options?: PageOptions<WithDates<DeliveryFilter>> & {
      /** @default 'CREATED_DESC' */
      readonly orderBy?: DeliveryOrder;
    },
  ): Promise<Page<Delivery>>;
  /** How many deliveries have each status, by channel. Staff only. */
  deliveryCounts(options?: CallOptions & { readonly since?: string | Date }): Promise<readonly DeliveryCount[]>;
  /**
   * Sends a FAILED delivery again, to a corrected address where one is given, and returns it as QUEUED; with `keepForAppointment`
   * the address holds for the appointment's later messages as well. Staff only. CONFLICT when it has not failed, or a retry is under way; a call that was repeated because its answer was lost
   * may get the CONFLICT of its own first try.
   */
  retryDelivery(input: RetryDeliveryInput, options?: CallOptions): Promise<Delivery>;
  /**
   * Sends up to 100 FAILED deliveries again, each to the address it failed at, and resolves also when some are refused:
   * see `refused`. Staff only. A call that was repeated because its answer was lost names those of its own first try
   * there, with CONFLICT.
   */
  retryDeliveries(ids: readonly string[], options?: CallOptions): Promise<RetriedDeliveries>;
  /**
   * Marks a FAILED delivery as seen to, as in `{ note: 'told by phone' }`: it stays FAILED and is no longer an open failure. A
   * second call replaces the note. Staff only. CONFLICT when it has not failed.
   */
  acknowledgeDelivery(id: string, options?: CallOptions & { readonly note?: string }): Promise<Delivery>;
  /** What keeps deliveries from going on now, empty when all is well. Staff only. */
  problems(options?: CallOptions): Promise<readonly Problem[]>;
  /** What became of the deliveries of a span of time, oldest bucket first; combinations that have none are left out. Staff only. */
  deliveryStatistics(statistics: StatisticsOptions, options?: CallOptions): Promise<readonly DeliveryBucket[]>;
  /** How long deliveries of a span of time took from booked to sent, in milliseconds, oldest bucket first. Staff only. */
  deliveryTimings(statistics: StatisticsOptions, options?: CallOptions): Promise<readonly DeliveryTiming[]>;
  /** Customers with appointments that match a name, an address, a number or a reference, who booked last first. Staff only. */
  customers(search: string, options?: CallOptions & { readonly first?: number }): Promise<readonly Customer[]>;
  /** What the desk needs to know of its day at a glance: open failures, what waits, what was sent. Staff only. */
  deskSummary(day: Required<Span>, options?: CallOptions): Promise<DeskSummary>;
  /** Totals of the deliveries created in a span of time, as they stand now, by channel, kind and error. Staff only. */
  deliveryTotals(span: Span, options?: CallOptions): Promise<DeliveryTotals>;
  /** The feed's position now, to watch from later. */
  feedCursor(options?: CallOptions & { readonly appointmentId?: string }): Promise<string>;
  /** Changes of delivery status as they happen, over any number of cuts: every one, in order, once. */
  watchDeliveries(options?: WatchOptions): DeliveryWatch;
  /** Ends every watch and call and closes the link. The same as leaving an `await using`. */
  close(): Promise<void>;
}

/**
 * A client for one Belltower server. It connects to the live feed with the first watch, and not before.
 *
 * @throws {TypeError} when `url` or `token` cannot be one
 */
export function createBelltower(options: BelltowerOptions): Belltower {
  const { timeoutMs = 15_000, attempts = 4, fetch = globalThis.fetch } = options;
  const url = endpointsOf(options.url);
  checkToken(options.token);
  const closing = new AbortController();
  const token = tokenSource(options.token);
  const request = createRequest({ url: url.http, token, fetch, timeoutMs, attempts, closed: closing.signal });
  let live: Promise<LiveClient> | undefined;

  async function openLive(): Promise<LiveClient> {
    const WebSocket = options.WebSocket ?? (await findWebSocket());
    const client = createLiveClient({ url: url.ws, token, WebSocket, lingerMs: 500 });
    client.onState(() => options.onLinkState?.(client.state()));
    return client;
  }

  async function close() {
    closing.abort();
    const client = await live?.catch(() => undefined);
    await client?.[Symbol.asyncDispose]();
  }

  return {
    async installation({ signal } = {}) {
      return (await request(documents.installation, {}, signal)).installation;
    },
    async me({ signal } = {}) {
      return (await request(documents.me, {}, signal)).me;
    },
    async createAppointment(input, { signal } = {}) {
      const appointment = withInstants(keyed(input));
      return (await request(documents.createAppointment, { input: appointment }, signal)).createAppointment;
    },
    async rescheduleAppointment(input, { signal } = {}) {
      const changed = withInstants(keyed(input));
      return (await request(documents.rescheduleAppointment, { input: changed }, signal)).rescheduleAppointment;
    },
    async cancelAppointment(input, { signal } = {}) {
      return (await request(documents.cancelAppointment, { input: keyed(input) }, signal)).cancelAppointment;
    },
    async appointment(id, { signal } = {}) {
      return (await request(documents.appointment, { id }, signal)).appointment;
    },
    async appointments({ signal, ...page } = {}) {
      return (await request(documents.appointments, pageOf(page), signal)).appointments;
    },
    async delivery(id, { signal } = {}) {
      return (await request(documents.delivery, { id }, signal)).delivery;
    },
    async deliveryMessage(id, { signal } = {}) {
      return (await request(documents.deliveryMessage, { id }, signal)).delivery?.message ?? null;
    },
    async deliveries({ signal, ...page } = {}) {
      return (await request(documents.deliveries, pageOf(page), signal)).deliveries;
    },
    async deliveryCounts({ signal, ...variables } = {}) {
      return (await request(documents.deliveryCounts, withInstants(variables), signal)).deliveryCounts;
    },
    async retryDelivery(input, { signal } = {}) {
      return (await request(documents.retryDelivery, { input }, signal)).retryDelivery.delivery;
    },
    async retryDeliveries(ids, { signal } = {}) {
      return (await request(documents.retryDeliveries, { ids: [...ids] }, signal)).retryDeliveries;
    },
    async acknowledgeDelivery(id, { signal, note } = {}) {
      const variables = note === undefined ? { id } : { id, note };
      return (await request(documents.acknowledgeDelivery, variables, signal)).acknowledgeDelivery.delivery;
    },
    async problems({ signal } = {}) {
      return (await request(documents.problems, {}, signal)).problems;
    },
    async deliveryStatistics(statistics, { signal } = {}) {
      return (await request(documents.deliveryStatistics, withInstants(statistics), signal)).deliveryStatistics;
    },
    async deliveryTimings(statistics, { signal } = {}) {
      return (await request(documents.deliveryTimings, withInstants(statistics), signal)).deliveryTimings;
    },
    async customers(search, { signal, ...variables } = {}) {
      return (await request(documents.customers, { search, ...variables }, signal)).customers;
    },
    async deskSummary(day, { signal } = {}) {
      return (await request(documents.deskSummary, withInstants(day), signal)).deskSummary;
    },
    async deliveryTotals(span, { signal } = {}) {
      return (await request(documents.deliveryTotals, withInstants(span), signal)).deliveryTotals;
    },
    async feedCursor({ signal, ...variables } = {}) {
      return (await request(documents.feedCursor, variables, signal)).feedCursor;
    },
    watchDeliveries(watchOptions = {}) {
      return watchDeliveries(openFeed(watchOptions.appointmentId), watchOptions, closing.signal);
    },
    close,
    [Symbol.asyncDispose]: close,
  };

  /** A feed that begins once the link is there, which asks for a WebSocket class first. */
  function openFeed(appointmentId: string | undefined): OpenFeed {
    return (after, sink) => {
      let stop: (() => void) | 'early' | undefined;
      live ??= openLive();
      live.then(
        (client) => {
          if (stop === 'early') return;
          const operation = { query, variables: { appointmentId, after } };
          stop = subscribeResuming(client, operation, (data) => data.deliveryStatusChanged.cursor, sink);
        },
        (cause: unknown) => {
          live = undefined;
          sink.error(
            networkError('NETWORK', 'There is no WebSocket here: on Node 20, install the package ws.', {
              retryable: false,
              cause,
            }),
          );
        },
      );
      return () => {
        if (typeof stop === 'function') stop();
        else stop = 'early';
      };
    };
  }
}

/** With a key, so that a repeat after a lost answer has no effect. */
function keyed<Input extends { readonly idempotencyKey?: string | null | undefined }>(input: Input) {
  return { ...input, idempotencyKey: input.idempotencyKey ?? crypto.randomUUID() };
}

function pageOf<Filter extends object>({ filter, ...page }: Omit<PageOptions<Filter>, 'signal'>) {
  return { ...page, ...(filter !== undefined && { filter: withInstants(filter) }) };
}

function tokenSource(token: BelltowerOptions['token']): TokenSource {
  return async (forceRefresh) => (typeof token === 'string' ? token : token(forceRefresh));
}
