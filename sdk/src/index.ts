export {
  type Belltower,
  type BelltowerOptions,
  type Booked,
  type CallOptions,
  createBelltower,
  type DeliveryBucket,
  type DeliveryCount,
  type DeliveryTiming,
  type Installation,
  type NewAppointment,
  type Page,
  type PageOptions,
  type Problem,
  type RetriedDeliveries,
  type StatisticsOptions,
  type Viewer,
} from './belltower.ts';
export type { Appointment, Delivery, DeliveryWithHistory } from './documents.ts';
export { BelltowerError, type GraphQLErrorCode, type Issue, type NetworkErrorCode } from './errors.ts';
export type {
  AppointmentFilter,
  Bucket,
  Channel,
  CreateAppointmentInput,
  DeliveryFilter,
  DeliveryStatus,
  RetryDeliveryInput,
  Role,
} from './generated/graphql.ts';
export type { LinkState } from './link-state.ts';
export type { ResetCode } from './subscribe-resuming.ts';
export type { DeliveryStatusChange, DeliveryWatch, WatchOptions } from './watch-deliveries.ts';
