/** The client: every operation of the schema as a typed function, calls over HTTP and watches over one WebSocket. */
import { type Appointment, type Delivery, type DeliveryWithHistory, documents } from './documents.ts';
import { networkError } from './errors.ts';
import type {
  AppointmentFilter,
  Bucket,
  CreateAppointmentInput,
  DeliveryCountsQuery,
  DeliveryFilter,
  DeliveryStatisticsQuery,
  DeliveryTimingsQuery,
  InstallationQuery,
  MeQuery,
  ProblemsQuery,
  RetryDeliveriesMutation,
  RetryDeliveryInput,
} from './generated/graphql.ts';
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
/** What became of the deliveries of one span of time, on one channel, at one status and with one error code. */
export type DeliveryBucket = DeliveryStatisticsQuery['deliveryStatistics'][number];
/** How long the deliveries of one span of time took from booked to first sent, on one channel. */
export type DeliveryTiming = DeliveryTimingsQuery['deliveryTimings'][number];
/** Something that keeps deliveries waiting on one channel. */
export type Problem = ProblemsQuery['problems'][number];
/** Which deliveries are sent again, and which are not: each with its id and `NOT_FOUND` or `CONFLICT`. */
export type RetriedDeliveries = RetryDeliveriesMutation['retryDeliveries'];

/** Which deliveries the statistics are of, by when they were created. Instants as RFC 3339 text, or a Date. */
export interface StatisticsOptions {
  /** Those created at or after this instant. */
  readonly since: string | Date;
  /** Those created before this instant. @default now */
  readonly until?: string | Date;
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
export type NewAppointment = Omit<CreateAppointmentInput, 'time'> & { readonly time: string | Date };

/** An appointment that was booked, and where to begin watching it so that no change is missed. */
export interface Booked {
  readonly appointment: Appointment;
  readonly feedCursor: string;
}

/** Where Belltower is and how we may call it. */
export interface BelltowerOptions {
  /** The GraphQL address, such as `https://example.com/graphql`. */
  readonly url: string;
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
  /** One appointment, or null when there is none the caller may see. */
  appointment(id: string, options?: CallOptions): Promise<Appointment | null>;
  /** A page of appointments. */
  appointments(options?: PageOptions<AppointmentFilter>): Promise<Page<Appointment>>;
  /** One delivery with its history, or null when there is none the caller may see. */
  delivery(id: string, options?: CallOptions): Promise<DeliveryWithHistory | null>;
  /** A page of deliveries. */
  deliveries(options?: PageOptions<DeliveryFilter>): Promise<Page<Delivery>>;
  /** How many deliveries have each status, by channel. Staff only. */
  deliveryCounts(options?: CallOptions & { readonly since?: string }): Promise<readonly DeliveryCount[]>;
  /**
   * Sends a FAILED delivery again, to a corrected address where one is given, and returns it as QUEUED. Staff
   * only. CONFLICT when it has not failed, or a retry is under way; a call that was repeated because its answer was lost
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
  /** The feed's position now, to watch from later. */
  feedCursor(options?: CallOptions & { readonly appointmentId?: string }): Promise<string>;
  /** Changes of delivery status as they happen, over any number of cuts: every one, in order, once. */
  watchDeliveries(options?: WatchOptions): DeliveryWatch;
  /** Ends every watch and call and closes the link. The same as leaving an `await using`. */
  close(): Promise<void>;
}

/** A client for one Belltower server. It connects to the live feed with the first watch, and not before. */
export function createBelltower(options: BelltowerOptions): Belltower {
  const { url, timeoutMs = 15_000, attempts = 4, fetch = globalThis.fetch } = options;
  const closing = new AbortController();
  const token = tokenSource(options.token);
  const request = createRequest({ url, token, fetch, timeoutMs, attempts, closed: closing.signal });
  let live: Promise<LiveClient> | undefined;

  async function openLive(): Promise<LiveClient> {
    const WebSocket = options.WebSocket ?? (await findWebSocket());
    const client = createLiveClient({ url: url.replace(/^http/, 'ws'), token, WebSocket, lingerMs: 500 });
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
      const time = instant(input.time);
      const idempotencyKey = input.idempotencyKey ?? crypto.randomUUID();
      const answer = await request(documents.createAppointment, { input: { ...input, time, idempotencyKey } }, signal);
      return answer.createAppointment;
    },
    async appointment(id, { signal } = {}) {
      return (await request(documents.appointment, { id }, signal)).appointment;
    },
    async appointments({ signal, ...page } = {}) {
      return (await request(documents.appointments, page, signal)).appointments;
    },
    async delivery(id, { signal } = {}) {
      return (await request(documents.delivery, { id }, signal)).delivery;
    },
    async deliveries({ signal, ...page } = {}) {
      return (await request(documents.deliveries, page, signal)).deliveries;
    },
    async deliveryCounts({ signal, ...variables } = {}) {
      return (await request(documents.deliveryCounts, variables, signal)).deliveryCounts;
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
      return (await request(documents.deliveryStatistics, inBuckets(statistics), signal)).deliveryStatistics;
    },
    async deliveryTimings(statistics, { signal } = {}) {
      return (await request(documents.deliveryTimings, inBuckets(statistics), signal)).deliveryTimings;
    },
    async feedCursor({ signal, ...variables } = {}) {
      return (await request(documents.feedCursor, variables, signal)).feedCursor;
    },
    watchDeliveries(watchOptions = {}) {
      const { signal } = watchOptions;
      const ended = signal === undefined ? closing.signal : AbortSignal.any([closing.signal, signal]);
      return watchDeliveries(openFeed(watchOptions.appointmentId), { ...watchOptions, signal: ended });
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

function inBuckets({ since, until, bucket }: StatisticsOptions) {
  return { since: instant(since), ...(until !== undefined && { until: instant(until) }), bucket };
}

function instant(time: string | Date): string {
  return typeof time === 'string' ? time : time.toISOString();
}

function tokenSource(token: BelltowerOptions['token']): TokenSource {
  return async (forceRefresh) => (typeof token === 'string' ? token : token(forceRefresh));
}
