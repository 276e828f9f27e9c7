import { formatDuration, formatInstant, isTimeZone } from '@belltower/events';
import {
  appointmentLists,
  findAppointment,
  listAppointments,
  placeOfAppointment,
} from '../../appointments/appointment-list.ts';
import { findCustomers } from '../../appointments/find-customers.ts';
import { connectionOf, parsePage } from '../../db/pages.ts';
import { countDeliveries } from '../../deliveries/counts.ts';
import { findDelivery, listDeliveries } from '../../deliveries/delivery-list.ts';
import { listsOf } from '../../deliveries/delivery-order.ts';
import { deskSummary } from '../../deliveries/desk-summary.ts';
import { findProblems } from '../../deliveries/problems.ts';
import type { Span } from '../../deliveries/span.ts';
import { type Buckets, deliveryStatistics, deliveryTimings } from '../../deliveries/statistics.ts';
import { deliveryTotals } from '../../deliveries/totals.ts';
import type { Bucket, QueryResolvers } from '../../generated/resolvers.ts';
import { badInput, RequestError } from '../../request-error.ts';
import { callerOf, staffOf } from '../context.ts';
import { parseDeliveryFilter, parseSearch } from '../delivery-filter.ts';
import { bucketNamed, channelOf, contactKindOf, kindOf, orderNamed, roleOf, statusOf } from '../enums.ts';
import { parseInstants } from '../instants.ts';

/** The queries. */
export const Query: QueryResolvers = {
  me(_root, _args, context) {
    const { sub, role } = callerOf(context);
    return { id: sub, role: roleOf[role] };
  },
  installation(_root, _args, context) {
    callerOf(context);
    const { defaultCountry = null, messages, reminderRules, guestsMayCancel } = context.services;
    const { contact } = messages.brand;
    return {
      defaultCountry,
      reminders: reminderRules.map(({ beforeMinutes, email, sms }) => ({
        before: formatDuration(beforeMinutes),
        email,
        sms,
      })),
      guestsMayCancel,
      contact: contact && { ...contact, kind: contactKindOf[contact.kind] },
    };
  },
  async appointment(_root, { id }, context) {
    await context.firstRead();
    return await findAppointment(context.services.db.fork(), id, callerOf(context));
  },
  async appointments(_root, { filter, ...args }, context) {
    const caller = callerOf(context);
    const page = parsePage(appointmentLists, args);
    const userId = filter?.userId ?? null;
    if (caller.role !== 'staff' && userId !== null)
      throw new RequestError('FORBIDDEN', 'Only staff may filter by userId');
    const between = parseInstants({ since: filter?.since, until: filter?.until }, ['filter']);
    const statuses = new Set(filter?.statuses ?? []);
    const cancelled = statuses.size === 1 ? statuses.has('CANCELLED') : null;
    const conditions = { userId, cancelled, ...between };
    await context.firstRead();
    const rows = await listAppointments(context.services.db.fork(), caller, conditions, page);
    return connectionOf(rows, placeOfAppointment, page);
  },
  async delivery(_root, { id }, context) {
    await context.firstRead();
    return await findDelivery(context.services.db.fork(), id, callerOf(context));
  },
  async deliveries(_root, { filter, orderBy, ...args }, context) {
    const caller = callerOf(context);
    const order = orderNamed[orderBy ?? 'CREATED_DESC'];
    const page = parsePage(listsOf(order), args);
    const { db, defaultCountry } = context.services;
    const conditions = parseDeliveryFilter(filter ?? {}, { caller, defaultCountry });
    await context.firstRead();
    const found = await listDeliveries(db.fork(), caller, conditions, page, { order });
    const { edges, nodes, pageInfo } = connectionOf(found, ({ place }) => place, page);
    return {
      edges: edges.map(({ cursor, node }) => ({ cursor, node: node.row })),
      nodes: nodes.map(({ row }) => row),
      pageInfo,
    };
  },
  async deliveryCounts(_root, args, context) {
    staffOf(context);
    const { since } = parseInstants({ since: args.since }, []);
    const counts = await countDeliveries(context.services.db.fork(), since, args.byKind ?? false);
    return counts.map(({ channel, status, kind, count }) => ({
      channel: channelOf[channel],
      status: statusOf[status],
      kind: kind === null ? null : kindOf[kind],
      count,
    }));
  },
  async deliveryStatistics(_root, args, context) {
    staffOf(context);
    const buckets = await deliveryStatistics(context.services.db.fork(), parseSpan(args), parseBuckets(args));
    return buckets.map((one) => ({
      ...one,
      start: formatInstant(one.start),
      channel: channelOf[one.channel],
      status: statusOf[one.status],
    }));
  },
  async deliveryTimings(_root, args, context) {
    staffOf(context);
    const timings = await deliveryTimings(context.services.db.fork(), parseSpan(args), parseBuckets(args));
    return timings.map((one) => ({ ...one, start: formatInstant(one.start), channel: channelOf[one.channel] }));
  },
  async deskSummary(_root, args, context) {
    staffOf(context);
    return await deskSummary(context.services.db.fork(), parseSpan(args));
  },
  async deliveryTotals(_root, args, context) {
    staffOf(context);
    const totals = await deliveryTotals(context.services.db.fork(), parseSpan(args));
    return {
      ...totals,
      byChannel: totals.byChannel.map(({ channel, ...its }) => ({ channel: channelOf[channel], kind: null, ...its })),
      byKind: totals.byKind.map(({ kind, ...its }) => ({ kind: kindOf[kind], channel: null, ...its })),
      byError: totals.byError.map(({ channel, ...its }) => ({ channel: channelOf[channel], ...its })),
    };
  },
  async customers(_root, args, context) {
    staffOf(context);
    const { first } = parsePage([], { first: args.first ?? 10 });
    const text = parseSearch(args.search, ['search']) ?? '';
    const { db, defaultCountry } = context.services;
    const found = await findCustomers(db.fork(), { text, country: defaultCountry, first });
    return found.map((one) => ({ ...one, lastAppointmentAt: formatInstant(new Date(one.lastAppointmentAt)) }));
  },
  async problems(_root, _args, context) {
    staffOf(context);
    const problems = await findProblems(context.services.db.fork());
    return problems.map((one) => ({ ...one, channel: channelOf[one.channel], since: formatInstant(one.since) }));
  },
  feedCursor(_root, { appointmentId }, context) {
    const { feed } = context.services;
    const caller = callerOf(context);
    return context.readFirst(feed.streamOf(caller, appointmentId ?? null).then(feed.cursorNow));
  },
};

function parseSpan(args: { readonly since?: unknown; readonly until?: unknown }): Span {
  const { since, until } = parseInstants({ since: args.since, until: args.until }, []);
  if (since === null) throw badInput([{ path: ['since'], code: 'REQUIRED', message: 'is needed' }]);
  return { since, until: until ?? new Date() };
}

function parseBuckets({ bucket, timeZone }: { readonly bucket: Bucket; readonly timeZone?: string | null }): Buckets {
  const zone = timeZone ?? 'UTC';
  if (!isTimeZone(zone)) {
    throw badInput([{ path: ['timeZone'], code: 'INVALID_TIME_ZONE', message: 'must be an IANA time zone' }]);
  }
  return { bucket: bucketNamed[bucket], timeZone: zone };
}
