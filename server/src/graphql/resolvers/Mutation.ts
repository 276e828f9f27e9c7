import { acknowledgeDelivery } from '../../deliveries/acknowledge-delivery.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { callerOf, staffOf } from '../context.ts';
import { charged } from '../mutation-rate.ts';

/** The mutations. Each field counts in the rate limit of its caller. */
export const Mutation: MutationResolvers = charged({
  async createAppointment(_root, { input }, context) {
    const { appointments } = context.services;
    return { appointment: await appointments.create(input, callerOf(context), context.traceparent) };
  },
  async rescheduleAppointment(_root, { input }, context) {
    return await context.services.changes.change('rescheduled', input, callerOf(context), context.traceparent);
  },
  async cancelAppointment(_root, { input }, context) {
    return await context.services.changes.change('cancelled', input, callerOf(context), context.traceparent);
  },
  async retryDelivery(_root, { input }, context) {
    const caller = staffOf(context);
    return { delivery: await context.services.retries.retry(input, caller, context.traceparent) };
  },
  async retryDeliveries(_root, { ids }, context) {
    const caller = staffOf(context);
    const { deliveries, refused } = await context.services.retries.retryAll(ids, caller, context.traceparent);
    return { deliveries: [...deliveries], refused: [...refused] };
  },
  async acknowledgeDelivery(_root, { id, note }, context) {
    const caller = staffOf(context);
    const em = context.services.db.fork();
    return { delivery: await acknowledgeDelivery(em, { id, note: note ?? null }, caller) };
  },
});
