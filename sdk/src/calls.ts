/** Every query and mutation of the schema as a typed function, over HTTP. */
import type {
  Booked,
  Customer,
  DeliveryBucket,
  DeliveryCount,
  DeliveryMessage,
  DeliveryTiming,
  DeliveryTotals,
  DeskSummary,
  Installation,
  Page,
  Problem,
  RetriedDeliveries,
  Viewer,
} from './answers.ts';
import type { Appointment, AppointmentWithHistory } from './documents/appointments.ts';
import type { Delivery, DeliveryWithHistory } from './documents/deliveries.ts';
import { documents } from './documents.ts';
import type {
  AppointmentFilter,
  CancelAppointmentInput,
  DeliveryFilter,
  DeliveryOrder,
  RetryDeliveryInput,
} from './generated/graphql.ts';
import { type WithDates, withInstants } from './instants.ts';
import type {
  CallOptions,
  ChangedAppointment,
  NewAppointment,
  PageOptions,
  Span,
  StatisticsOptions,
} from './options.ts';
import type { Request } from './request.ts';

/** What can be asked and done. Calls reject with a `BelltowerError`; those that are refused only for a moment are retried. */
export interface Calls {
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
}

/** Creates the calls, each of which is one request. */
export function createCalls(request: Request): Calls {
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
  };
}

/** With a key, so that a repeat after a lost answer has no effect. */
function keyed<Input extends { readonly idempotencyKey?: string | null | undefined }>(input: Input) {
  return { ...input, idempotencyKey: input.idempotencyKey ?? crypto.randomUUID() };
}

function pageOf<Filter extends object>({ filter, ...page }: Omit<PageOptions<Filter>, 'signal'>) {
  return { ...page, ...(filter !== undefined && { filter: withInstants(filter) }) };
}
