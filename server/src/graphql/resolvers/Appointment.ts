import { formatInstant } from '@belltower/events';
import type { AppointmentResolvers } from '../../generated/resolvers.ts';

/** An appointment: columns as GraphQL has them. */
export const Appointment: AppointmentResolvers = {
  time: ({ time }) => formatInstant(time),
  createdAt: ({ createdAt }) => formatInstant(createdAt),
  notify: ({ notifyEmail, notifySms }) => ({ email: notifyEmail, sms: notifySms }),
  deliveries: async ({ id }, _args, context) => [...(await context.loaders().deliveriesOf.load(id))],
};
