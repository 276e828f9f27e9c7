import type { MutationResolvers } from '../../generated/resolvers.ts';
import { callerOf } from '../context.ts';

/** What can be done. */
export const Mutation: MutationResolvers = {
  async createAppointment(_root, { input }, context) {
    const { appointments, feed } = context.services;
    const caller = callerOf(context);
    const appointment = await appointments.create(input, caller);
    return { appointment, feedCursor: await feed.cursorBefore(appointment, caller) };
  },
};
