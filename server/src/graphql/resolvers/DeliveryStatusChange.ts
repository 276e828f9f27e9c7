import { formatInstant } from '@belltower/events';
import type { DeliveryStatusChangeResolvers } from '../../generated/resolvers.ts';
import { callerOf } from '../context.ts';
import { deliveryErrorFor } from '../delivery-error.ts';
import { channelOf, statusOf } from '../enums.ts';
import { instantOrNull } from '../instants.ts';

/** A change, as a subscription shows it. */
export const DeliveryStatusChange: DeliveryStatusChangeResolvers = {
  channel: ({ channel }) => channelOf[channel],
  status: ({ status }) => statusOf[status],
  error: (change, _args, context) => deliveryErrorFor(callerOf(context), change),
  nextAttemptAt: ({ nextAttemptAt }) => instantOrNull(nextAttemptAt),
  occurredAt: ({ occurredAt }) => formatInstant(occurredAt),
  async delivery({ deliveryId }, _args, context) {
    const delivery = await context.loaders().delivery.load(deliveryId);
    if (delivery === null)
      throw new Error(`a change of the delivery ${deliveryId} was published, but there is no such delivery`);
    return delivery;
  },
};
