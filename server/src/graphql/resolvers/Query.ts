import { formatInstant } from '@belltower/events';
import { findAppointment, listAppointments } from '../../appointments/appointment-list.ts';
import { connectionOf, parsePage } from '../../db/pages.ts';
import { countDeliveries, findDelivery, listDeliveries } from '../../deliveries/delivery-list.ts';
import { findProblems } from '../../deliveries/problems.ts';
import { deliveryStatistics, deliveryTimings, type Span } from '../../deliveries/statistics.ts';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { badInput, RequestError } from '../../request-error.ts';
import { callerOf, staffOf } from '../context.ts';
import { bucketNamed, channelNamed, channelOf, roleOf, statusNamed, statusOf } from '../enums.ts';
import { parseInstants } from '../instants.ts';

/** Longer than any address or title. */
const LONGEST_SEARCH = 255;

/** The queries. */
export const Query: QueryResolvers = {
  me(_root, _args, context) {
    const { sub, role } = callerOf(context);
    return { id: sub, role: roleOf[role] };
  },
  installation(_root, _args, context) {
    callerOf(context);
    return { defaultCountry: context.services.defaultCountry ?? null };
  },
  async appointment(_root, { id }, context) {
    return await findAppointment(context.services.db.fork(), id, callerOf(context));
  },
  async appointments(_root, { filter, ...args }, context) {
    const caller = callerOf(context);
    const page = parsePage('appointments', args);
    const userId = filter?.userId ?? null;
    if (caller.role !== 'staff' && userId !== null)
      throw new RequestError('FORBIDDEN', 'Only staff may filter by userId');
    const between = parseInstants({ since: filter?.since, until: filter?.until }, ['filter']);
    const rows = await listAppointments(context.services.db.fork(), caller, { userId, ...between }, page);
    return connectionOf('appointments', rows, page);
  },
  async delivery(_root, { id }, context) {
    return await findDelivery(context.services.db.fork(), id, callerOf(context));
  },
  async deliveries(_root, { filter, ...args }, context) {
    const caller = callerOf(context);
    const page = parsePage('deliveries', args);
    const search = filter?.search?.trim() || null;
    if (caller.role !== 'staff' && search !== null) throw new RequestError('FORBIDDEN', 'Only staff may search');
    if ((search?.length ?? 0) > LONGEST_SEARCH) {
      const message = `must have at most ${LONGEST_SEARCH} characters`;
      throw badInput([{ path: ['filter', 'search'], message }]);
    }
    const conditions = {
      statuses: (filter?.statuses ?? []).map((status) => statusNamed[status]),
      channels: (filter?.channels ?? []).map((channel) => channelNamed[channel]),
      errorCodes: filter?.errorCodes ?? [],
      appointmentId: filter?.appointmentId ?? null,
      ids: filter?.ids ?? null,
      open: filter?.open ?? null,
      ...parseInstants({ since: filter?.since, until: filter?.until }, ['filter']),
      search,
    };
    const rows = await listDeliveries(context.services.db.fork(), caller, conditions, page);
    return connectionOf('deliveries', rows, page);
  },
  async deliveryCounts(_root, args, context) {
    staffOf(context);
    const { since } = parseInstants({ since: args.since }, []);
    const counts = await countDeliveries(context.services.db.fork(), since);
    return counts.map(({ channel, status, count }) => ({
      channel: channelOf[channel],
      status: statusOf[status],
      count,
    }));
  },
  async deliveryStatistics(_root, { bucket, ...args }, context) {
    staffOf(context);
    const buckets = await deliveryStatistics(context.services.db.fork(), parseSpan(args), bucketNamed[bucket]);
    return buckets.map((one) => ({
      ...one,
      start: formatInstant(one.start),
      channel: channelOf[one.channel],
      status: statusOf[one.status],
    }));
  },
  async deliveryTimings(_root, { bucket, ...args }, context) {
    staffOf(context);
    const timings = await deliveryTimings(context.services.db.fork(), parseSpan(args), bucketNamed[bucket]);
    return timings.map((one) => ({ ...one, start: formatInstant(one.start), channel: channelOf[one.channel] }));
  },
  async problems(_root, _args, context) {
    staffOf(context);
    const problems = await findProblems(context.services.db.fork());
    return problems.map((one) => ({ ...one, channel: channelOf[one.channel], since: formatInstant(one.since) }));
  },
  async feedCursor(_root, { appointmentId }, context) {
    const { feed } = context.services;
    return await feed.cursorNow(await feed.streamOf(callerOf(context), appointmentId ?? null));
  },
};

function parseSpan(args: { readonly since?: unknown; readonly until?: unknown }): Span {
  const { since, until } = parseInstants({ since: args.since, until: args.until }, []);
  if (since === null) throw badInput([{ path: ['since'], message: 'is needed' }]);
  return { since, until: until ?? new Date() };
}
