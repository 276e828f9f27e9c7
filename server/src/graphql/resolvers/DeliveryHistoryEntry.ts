import { formatInstant } from '@belltower/events';
import type { DeliveryHistoryEntryResolvers } from '../../generated/resolvers.ts';
import { attemptOriginFor } from '../attempt-origin.ts';
import { callerOf, forStaff } from '../context.ts';
import { deliveryErrorFor } from '../delivery-error.ts';
import { statusOf } from '../enums.ts';
import { instantOrNull } from '../instants.ts';

/** A change in a delivery's past. Only staff see which provider it had, and who requested it. */
export const DeliveryHistoryEntry: DeliveryHistoryEntryResolvers = {
  status: ({ status }) => statusOf[status],
  provider: ({ provider }, _args, context) => forStaff(context, provider),
  providerMessageId: ({ providerMessageId }, _args, context) => forStaff(context, providerMessageId),
  error: (change, _args, context) => deliveryErrorFor(callerOf(context), change),
  nextAttemptAt: ({ nextAttemptAt }) => instantOrNull(nextAttemptAt),
  occurredAt: ({ occurredAt }) => formatInstant(occurredAt),
  recipient: async ({ delivery, attempt }, _args, context) =>
    (await attemptOriginFor(context, delivery, attempt)).recipient,
  requestedBy: async ({ delivery, attempt }, _args, context) =>
    (await attemptOriginFor(context, delivery, attempt)).requestedBy,
};
