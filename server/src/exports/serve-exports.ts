/**
 * Deliveries and statistics as CSV, for staff. What is exported is read while it is sent, a page at a time.
 *
 * Promise: an export takes no more memory, and holds nothing in the database, however long it is and however slowly it is read; one caller
 * has `OF_CALLER` at once, all together have `OF_ALL`, and one that is not read for `IDLE_MS` ends.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authenticateRequest } from '../auth/authenticate-request.ts';
import type { Caller } from '../auth/caller.ts';
import { createCounts } from '../auth/counts.ts';
import type { RateLimit } from '../auth/rate.ts';
import type { TokenGuard } from '../auth/token-guard.ts';
import { callerOf, createContext, type Services } from '../graphql/context.ts';
import { RequestError, rateLimited } from '../request-error.ts';
import { type CellValue, csvOf } from './csv.ts';
import { exportDeliveries, parseDeliveryExport } from './export-deliveries.ts';
import { exportStatistics, parseStatisticsExport, statisticsColumns } from './export-statistics.ts';
import { localDay } from './local-instant.ts';

/** What serving exports needs. */
export interface ExportOptions {
  readonly services: Services;
  readonly tokens: TokenGuard;
  readonly rate: RateLimit;
}

const OF_CALLER = 2;
const OF_ALL = 8;
const IDLE_MS = 60_000;
const RETRY_AFTER_MS = 5_000;

/** An export: what it is called, its columns, and its rows. */
interface Export {
  readonly name: string;
  readonly columns: readonly string[];
  readonly pages: AsyncGenerator<readonly (readonly CellValue[])[]>;
}

/** Serves `/export/deliveries.csv` and `/export/statistics.csv`. */
export function serveExports(app: FastifyInstance, options: ExportOptions): void {
  const { services } = options;
  const counts = createCounts();
  const serve = (url: string, open: (query: Readonly<Record<string, unknown>>, caller: Caller) => Export) =>
    app.get(url, { exposeHeadRoute: false }, async (request, reply) => {
      const caller = await staffOf(request, options);
      const { name, columns, pages } = open(request.query as Readonly<Record<string, unknown>>, caller);
      const release = take(counts, caller.sub);
      reply.raw.once('close', release);
      return await send(reply, { name, columns, pages });
    });
  serve('/export/deliveries.csv', (query, caller) => {
    const wanted = parseDeliveryExport(query, caller, services.defaultCountry);
    const { since, until } = wanted.conditions;
    const name = nameOf('deliveries', { since, until }, wanted.timeZone);
    return { name, columns: wanted.columns, pages: exportDeliveries(services, caller, wanted) };
  });
  serve('/export/statistics.csv', (query) => {
    const wanted = parseStatisticsExport(query);
    const name = nameOf('statistics', wanted.span, wanted.buckets.timeZone);
    return { name, columns: statisticsColumns, pages: exportStatistics(services, wanted) };
  });
}

/** @throws {RequestError} UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED, UNAVAILABLE */
async function staffOf(request: FastifyRequest, options: ExportOptions): Promise<Caller> {
  const authenticated = await authenticateRequest(request, options);
  const caller = callerOf(createContext(options.services, authenticated.caller));
  if (caller.role !== 'staff') throw new RequestError('FORBIDDEN', 'Only staff may export');
  return caller;
}

function take(counts: ReturnType<typeof createCounts>, caller: string): () => void {
  const all = ' all'; // no subject begins with a space
  if (!counts.add(all, OF_ALL)) {
    throw new RequestError('UNAVAILABLE', 'Too many exports just now', { retryAfterMs: RETRY_AFTER_MS });
  }
  if (!counts.add(caller, OF_CALLER)) {
    counts.remove(all);
    throw rateLimited(`At most ${OF_CALLER} exports at once: wait until one has ended`, RETRY_AFTER_MS);
  }
  return () => {
    counts.remove(all);
    counts.remove(caller);
  };
}

/** Reads the first page before anything is answered: what goes wrong there is answered with a status. */
async function send(reply: FastifyReply, { name, columns, pages }: Export): Promise<FastifyReply> {
  const first = await pages.next();
  const csv = csvOf(columns, again(first, pages));
  reply.raw.setTimeout(IDLE_MS, () => csv.destroy(new Error(`the export was not read for ${IDLE_MS} ms`)));
  reply.headers({
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
  });
  return reply.send(csv);
}

async function* again<Item>(first: IteratorResult<Item, void>, rest: AsyncGenerator<Item>): AsyncGenerator<Item> {
  try {
    if (first.done === true) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

/** Such as `deliveries-2026-02-01-to-2026-02-13.csv`, by the days of the zone; what has no beginning is named by its end. */
function nameOf(what: string, { since, until }: { since: Date | null; until: Date | null }, timeZone: string): string {
  const last = new Date((until?.getTime() ?? Date.now() + 1) - 1);
  const days = [since, last].flatMap((at) => (at === null ? [] : [localDay(at, timeZone)]));
  return `${[what, ...new Set(days)].join('-').replace(/(\d)-(?=\d{4}-\d\d-\d\d$)/, '$1-to-')}.csv`;
}
