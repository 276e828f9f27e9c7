import { formatInstant } from '@belltower/events';
import { historyOf } from '../../deliveries/delivery-history.ts';
import type { DeliveryResolvers } from '../../generated/resolvers.ts';
import { callerOf } from '../context.ts';
import { deliveryErrorFor } from '../delivery-error.ts';
import { channelOf, statusOf } from '../enums.ts';
import { instantOrNull } from '../instants.ts';

/** A delivery. Only staff see which provider it has, and what that said. */
export const Delivery: DeliveryResolvers = {
  appointment: async ({ appointmentId, userId }, _args, context) =>
    userId === null ? null : await context.loaders().appointment.load(appointmentId),
  channel: ({ channel }) => channelOf[channel],
  status: ({ status }) => statusOf[status],
  provider: ({ provider }, _args, context) => (callerOf(context).role === 'staff' ? provider : null),
  providerMessageId: ({ providerMessageId }, _args, context) =>
    callerOf(context).role === 'staff' ? providerMessageId : null,
  error: (delivery, _args, context) => deliveryErrorFor(callerOf(context), delivery),
  nextAttemptAt: ({ nextAttemptAt }) => instantOrNull(nextAttemptAt),
  createdAt: ({ createdAt }) => formatInstant(createdAt),
  updatedAt: ({ updatedAt }) => formatInstant(updatedAt),
  async acknowledgement({ id, status }, _args, context) {
    if (callerOf(context).role !== 'staff' || status !== 'failed') return null;
    const acknowledgement = await context.loaders().acknowledgementOf.load(id);
    return acknowledgement === null ? null : { ...acknowledgement, at: formatInstant(acknowledgement.at) };
  },
  async history(delivery, _args, context) {
    const caller = callerOf(context);
    const changes = await context.loaders().historyOf.load(delivery.id);
    const isStaff = caller.role === 'staff';
    return historyOf(delivery, changes).map((change) => ({
      status: statusOf[change.status],
      attempt: change.attempt,
      provider: isStaff ? change.provider : null,
      providerMessageId: isStaff ? change.providerMessageId : null,
      error: deliveryErrorFor(caller, change),
      nextAttemptAt: instantOrNull(change.nextAttemptAt),
      occurredAt: formatInstant(change.occurredAt),
    }));
  },
};
