export {
  type Belltower,
  type BelltowerOptions,
  type Booked,
  type CallOptions,
  type ChangedAppointment,
  type Customer,
  createBelltower,
  type DeliveryBucket,
  type DeliveryCount,
  type DeliveryMessage,
  type DeliveryTiming,
  type DeliveryTotals,
  type DeskSummary,
  type Installation,
  type NewAppointment,
  type Page,
  type PageOptions,
  type Problem,
  type RetriedDeliveries,
  type Span,
  type StatisticsOptions,
  type Viewer,
} from './belltower.ts';
export type { Appointment, AppointmentWithHistory, Delivery, DeliveryWithHistory } from './documents.ts';
export type { ConflictReason, GraphQLErrorCode, Issue, IssueCode, NetworkErrorCode } from './error-codes.ts';
export { BelltowerError, type GraphQLFailure, type NetworkFailure } from './errors.ts';
export type {
  AppointmentFilter,
  AppointmentStatus,
  Bucket,
  CancelAppointmentInput,
  Channel,
  CreateAppointmentInput,
  DeliveryFilter,
  DeliveryKind,
  DeliveryOrder,
  DeliveryStatus,
  RetryDeliveryInput,
  Role,
} from './generated/graphql.ts';
export type { LinkState } from './link-state.ts';
export type { ResetCode } from './subscribe-resuming.ts';
export type { DeliveryStatusChange, DeliveryWatch, WatchOptions } from './watch-deliveries.ts';
