import type { ChannelName, Contact, DeliveryKind, DeliveryStatus } from '@belltower/events';
import type { LeftOut } from '@belltower/messages/sms';
import type { PastEntry } from '../appointments/appointment-past.ts';
import type { Role } from '../auth/caller.ts';
import type { DeliveryOrder } from '../deliveries/delivery-order.ts';
import type { Bucket } from '../deliveries/statistics.ts';
import type {
  AppointmentChangeKind,
  ContactKind,
  Bucket as GraphQLBucket,
  Channel as GraphQLChannel,
  DeliveryKind as GraphQLDeliveryKind,
  DeliveryOrder as GraphQLDeliveryOrder,
  ReminderStatus as GraphQLReminderStatus,
  Role as GraphQLRole,
  DeliveryStatus as GraphQLStatus,
  LeftOutPart,
  LeftOutReason,
} from '../generated/resolvers.ts';
import type { ReminderStatus } from '../reminders/reminder.ts';

/** Enum values of the schema, and their values in events and tables. */
export const channelOf: Readonly<Record<ChannelName, GraphQLChannel>> = { email: 'EMAIL', sms: 'SMS' };
export const statusOf: Readonly<Record<DeliveryStatus, GraphQLStatus>> = {
  queued: 'QUEUED',
  sending: 'SENDING',
  retrying: 'RETRYING',
  sent: 'SENT',
  delivered: 'DELIVERED',
  failed: 'FAILED',
  skipped: 'SKIPPED',
};
export const kindOf: Readonly<Record<DeliveryKind, GraphQLDeliveryKind>> = {
  confirmation: 'CONFIRMATION',
  change: 'CHANGE',
  cancellation: 'CANCELLATION',
  reminder: 'REMINDER',
};
export const changeKindOf: Readonly<Record<PastEntry['kind'], AppointmentChangeKind>> = {
  booked: 'BOOKED',
  rescheduled: 'RESCHEDULED',
  cancelled: 'CANCELLED',
};
export const contactKindOf: Readonly<Record<Contact['kind'], ContactKind>> = {
  email: 'EMAIL',
  phone: 'PHONE',
  page: 'PAGE',
};
export const leftOutPartOf: Readonly<Record<LeftOut['of'], LeftOutPart>> = {
  title: 'TITLE',
  location: 'LOCATION',
  reason: 'REASON',
};
export const leftOutReasonOf: Readonly<Record<LeftOut['why'], LeftOutReason>> = { picture: 'PICTURE', cut: 'CUT' };
export const roleOf: Readonly<Record<Role, GraphQLRole>> = { customer: 'CUSTOMER', staff: 'STAFF', guest: 'GUEST' };

export const reminderStatusOf: Readonly<Record<ReminderStatus, GraphQLReminderStatus>> = {
  planned: 'PLANNED',
  due: 'DUE',
  skipped: 'SKIPPED',
};

export const channelNamed: Readonly<Record<GraphQLChannel, ChannelName>> = { EMAIL: 'email', SMS: 'sms' };
export const statusNamed: Readonly<Record<GraphQLStatus, DeliveryStatus>> = {
  QUEUED: 'queued',
  SENDING: 'sending',
  RETRYING: 'retrying',
  SENT: 'sent',
  DELIVERED: 'delivered',
  FAILED: 'failed',
  SKIPPED: 'skipped',
};
export const kindNamed: Readonly<Record<GraphQLDeliveryKind, DeliveryKind>> = {
  CONFIRMATION: 'confirmation',
  CHANGE: 'change',
  CANCELLATION: 'cancellation',
  REMINDER: 'reminder',
};
export const bucketNamed: Readonly<Record<GraphQLBucket, Bucket>> = { MINUTE: 'minute', HOUR: 'hour', DAY: 'day' };
export const orderNamed: Readonly<Record<GraphQLDeliveryOrder, DeliveryOrder>> = {
  CREATED_DESC: 'created-desc',
  UPDATED_DESC: 'updated-desc',
  UPDATED_ASC: 'updated-asc',
  APPOINTMENT_TIME_ASC: 'appointment-time-asc',
  APPOINTMENT_TIME_DESC: 'appointment-time-desc',
};
