import type { ChannelName, DeliveryStatus } from '@belltower/events';
import type { Role } from '../auth/caller.ts';
import type { Bucket } from '../deliveries/statistics.ts';
import type {
  Bucket as GraphQLBucket,
  Channel as GraphQLChannel,
  Role as GraphQLRole,
  DeliveryStatus as GraphQLStatus,
} from '../generated/resolvers.ts';

/** Enum values of the schema, and their values in events and tables. */
export const channelOf: Readonly<Record<ChannelName, GraphQLChannel>> = { email: 'EMAIL', sms: 'SMS' };
export const statusOf: Readonly<Record<DeliveryStatus, GraphQLStatus>> = {
  queued: 'QUEUED',
  sending: 'SENDING',
  retrying: 'RETRYING',
  sent: 'SENT',
  delivered: 'DELIVERED',
  failed: 'FAILED',
};
export const roleOf: Readonly<Record<Role, GraphQLRole>> = { customer: 'CUSTOMER', staff: 'STAFF' };

export const channelNamed: Readonly<Record<GraphQLChannel, ChannelName>> = { EMAIL: 'email', SMS: 'sms' };
export const statusNamed: Readonly<Record<GraphQLStatus, DeliveryStatus>> = {
  QUEUED: 'queued',
  SENDING: 'sending',
  RETRYING: 'retrying',
  SENT: 'sent',
  DELIVERED: 'delivered',
  FAILED: 'failed',
};
export const bucketNamed: Readonly<Record<GraphQLBucket, Bucket>> = { MINUTE: 'minute', HOUR: 'hour', DAY: 'day' };
