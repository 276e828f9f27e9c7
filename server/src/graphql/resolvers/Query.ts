import { formatInstant } from '@belltower/events';
import { findAppointment, listAppointments } from '../../appointments/appointment-list.ts';
import { countDeliveries, findDelivery, listDeliveries } from '../../deliveries/delivery-list.ts';
import { findProblems } from '../../deliveries/problems.ts';
import { deliveryStatistics } from '../../deliveries/statistics.ts';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { badInput, RequestError } from '../../request-error.ts';
import { callerOf, staffOf } from '../context.ts';
import { bucketNamed, channelNamed, channelOf, roleOf, statusNamed, statusOf } from '../enums.ts';
import { parseInstants } from '../instants.ts';
import { connectionOf, parsePage } from '../pages.ts';

/** What can be read. */
export const Query: QueryResolvers = {
  me(_root, _args, context) {
    const { sub, role } = callerOf(context);
    return { id: sub, role: roleOf[role] };
  },
  async appointment(_root, { id }, context) {
    return await findAppointment(context.services.db.fork(), id, callerOf(context));
  },
  async appointments(_root, { filter, ...args }, context) {
    const caller = callerOf(context);
    const page = parsePage(args);
    const userId = filter?.userId ?? null;
    if (caller.role !== 'staff' && userId !== null)
      throw new RequestError('FORBIDDEN', 'Only staff may filter by userId');
    const between = parseInstants({ since: filter?.since, until: filter?.until }, ['filter']);
    return connectionOf(await listAppointments(context.services.db.fork(), caller, { userId, ...between }, page), page);
  },
  async delivery(_root, { id }, context) {
    return await findDelivery(context.services.db.fork(), id, callerOf(context));
  },
  async deliveries(_root, { filter, ...args }, context) {
    const caller = callerOf(context);
    const page = parsePage(args);
    const search = filter?.search?.trim() || null;
    if (caller.role !== 'staff' && search !== null) throw new RequestError('FORBIDDEN', 'Only staff may search');
    const conditions = {
      statuses: (filter?.statuses ?? []).map((status) => statusNamed[status]),
      channels: (filter?.channels ?? []).map((channel) => channelNamed[channel]),
      errorCodes: filter?.errorCodes ?? [],
      appointmentId: filter?.appointmentId ?? null,
      open: filter?.open ?? null,
      ...parseInstants({ since: filter?.since, until: filter?.until }, ['filter']),
      search,
    };
    return connectionOf(await listDeliveries(context.services.db.fork(), caller, conditions, page), page);
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
    const { since, until } = parseInstants({ since: args.since, until: args.until }, []);
    if (since === null) throw badInput([{ path: ['since'], message: 'is needed' }]);
    const span = { since, until: until ?? new Date() };
    const buckets = await deliveryStatistics(context.services.db.fork(), span, bucketNamed[bucket]);
    return buckets.map((one) => ({
      ...one,
      start: formatInstant(one.start),
      channel: channelOf[one.channel],
      status: statusOf[one.status],
    }));
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
