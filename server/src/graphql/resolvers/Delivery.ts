import { formatInstant } from '@belltower/events';
import { historyOf } from '../../deliveries/delivery-history.ts';
import type { DeliveryResolvers } from '../../generated/resolvers.ts';
import { attemptOriginFor } from '../attempt-origin.ts';
import { callerOf, forStaff } from '../context.ts';
import { deliveryErrorFor } from '../delivery-error.ts';
import { messageOf } from '../delivery-message.ts';
import { channelOf, kindOf, statusOf } from '../enums.ts';
import { instantOrNull } from '../instants.ts';
import { leftOutOf } from '../left-out.ts';
import { recordsOf } from '../loaders.ts';

/** A delivery. Only staff see which provider it has, and what that said. */
export const Delivery: DeliveryResolvers = {
  appointment: async ({ appointmentId, userId }, _args, context) =>
    userId === null ? null : await context.loaders().appointment.load(appointmentId),
  channel: ({ channel }) => channelOf[channel],
  kind: ({ kind }) => kindOf[kind],
  status: ({ status }) => statusOf[status],
  recipient: async (delivery, _args, context) =>
    (await attemptOriginFor(context, delivery, delivery.attempts)).recipient,
  provider: ({ provider }, _args, context) => forStaff(context, provider),
  providerMessageId: ({ providerMessageId }, _args, context) => forStaff(context, providerMessageId),
  error: (delivery, _args, context) => deliveryErrorFor(callerOf(context), delivery),
  nextAttemptAt: ({ nextAttemptAt }) => instantOrNull(nextAttemptAt),
  createdAt: ({ createdAt }) => formatInstant(createdAt),
  updatedAt: ({ updatedAt }) => formatInstant(updatedAt),
  async acknowledgement({ id, status }, _args, context) {
    if (callerOf(context).role !== 'staff' || status !== 'failed') return null;
    const acknowledgement = await context.loaders().acknowledgementOf.load(id);
    return acknowledgement === null ? null : { ...acknowledgement, at: formatInstant(acknowledgement.at) };
  },
  async leftOut({ id, appointmentId, userId, channel, sequence, kind }, _args, context) {
    if (callerOf(context).role !== 'staff' || channel !== 'sms' || userId === null) return [];
    const loaders = context.loaders();
    const appointment = await loaders.appointment.load(appointmentId);
    if (appointment === null) return [];
    const records = await recordsOf(loaders, appointment, { reminders: false });
    const { messages, eventSettings } = context.services;
    const settings = await eventSettings();
    return await leftOutOf({ id, sequence, kind }, { appointment, ...records }, { messages, settings });
  },
  async message(delivery, _args, context) {
    const { appointmentId, userId, kind } = delivery;
    if (callerOf(context).role !== 'staff' || userId === null) return null;
    const loaders = context.loaders();
    const appointment = await loaders.appointment.load(appointmentId);
    if (appointment === null) return null;
    const [records, { recipient }, settings] = await Promise.all([
      recordsOf(loaders, appointment, { reminders: kind === 'reminder' }),
      attemptOriginFor(context, delivery, delivery.attempts),
      context.services.eventSettings(),
    ]);
    const { messages } = context.services;
    return await messageOf(delivery, { appointment, ...records }, { messages, settings, recipient });
  },
  async history(delivery, _args, context) {
    const changes = await context.loaders().historyOf.load(delivery.id);
    return historyOf(delivery, changes).map((change) => ({ ...change, delivery }));
  },
};
