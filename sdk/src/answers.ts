/** What calls resolve with, beside appointments and deliveries. */
import type { Appointment } from './documents/appointments.ts';
import type {
  CustomersQuery,
  DeliveryCountsQuery,
  DeliveryMessageQuery,
  DeliveryStatisticsQuery,
  DeliveryTimingsQuery,
  DeliveryTotalsQuery,
  DeskSummaryQuery,
  InstallationQuery,
  MeQuery,
  ProblemsQuery,
  RetryDeliveriesMutation,
} from './generated/graphql.ts';

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

/** Some items of a list, newest first. While `hasNextPage`, ask for the rest with `after: endCursor`. */
export interface Page<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** An appointment that was booked or changed, and where to begin watching it so that no change is missed. */
export interface Booked {
  readonly appointment: Appointment;
  readonly feedCursor: string;
}
