import { formatDuration, formatInstant, maskedRecipient, referenceOf } from '@belltower/events';
import { pastOf } from '../../appointments/appointment-past.ts';
import type { AppointmentResolvers } from '../../generated/resolvers.ts';
import { callerOf } from '../context.ts';
import { channelOf, reminderStatusOf } from '../enums.ts';
import { instantOrNull } from '../instants.ts';

/** An appointment: columns as GraphQL has them. */
export const Appointment: AppointmentResolvers = {
  reference: ({ id }, _args, context) => referenceOf(id, context.services.referencePrefix),
  time: ({ time }) => formatInstant(time),
  createdAt: ({ createdAt }) => formatInstant(createdAt),
  status: ({ cancelledAt }) => (cancelledAt === null ? 'BOOKED' : 'CANCELLED'),
  cancelledAt: ({ cancelledAt }) => instantOrNull(cancelledAt),
  notify: ({ notifyEmail, notifySms }) => ({ email: notifyEmail, sms: notifySms }),
  async history(appointment, _args, context) {
    const { id, sequence } = appointment;
    return [...pastOf(appointment, sequence === 0 ? [] : await context.loaders().changesOf.load(id))];
  },
  async addressCorrections({ id, corrections }, _args, context) {
    if (corrections === 0) return [];
    const isStaff = callerOf(context).role === 'staff';
    const made = await context.loaders().correctionsOf.load(id);
    return made.map(({ channel, addressBefore, address, at, correctedBy, deliveryId }) => {
      const booked = made.find((one) => one.channel === channel)?.addressBefore;
      const shown = (text: string) => (isStaff || text === booked ? text : maskedRecipient(channel, text));
      return {
        ...{ channel: channelOf[channel], at: formatInstant(at), by: isStaff ? correctedBy : null, deliveryId },
        ...{ before: addressBefore === null ? null : shown(addressBefore), address: shown(address) },
      };
    });
  },
  reminders: async ({ id }, _args, context) =>
    (await context.loaders().remindersOf.load(id)).map(({ beforeMinutes, dueAt, email, sms, status }) => ({
      ...{ before: formatDuration(beforeMinutes), dueAt: formatInstant(dueAt), email, sms },
      status: reminderStatusOf[status],
    })),
  manageUrl: async (row, _args, { services }) => (await services.eventSettings()).pagesOf?.(row)?.manageUrl ?? null,
  deliveries: async ({ id }, _args, context) => [...(await context.loaders().deliveriesOf.load(id))],
};
