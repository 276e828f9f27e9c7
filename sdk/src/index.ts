export type {
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
export { type Belltower, createBelltower } from './belltower.ts';
export type { Appointment, AppointmentWithHistory } from './documents/appointments.ts';
export type { Delivery, DeliveryWithHistory } from './documents/deliveries.ts';
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
export type {
  BelltowerOptions,
  CallOptions,
  ChangedAppointment,
  NewAppointment,
  PageOptions,
  Span,
  StatisticsOptions,
} from './options.ts';
export type { ResetCode } from './subscribe-resuming.ts';
export type { DeliveryStatusChange, DeliveryWatch, WatchOptions } from './watch-deliveries.ts';
