/**
 * Providers' callbacks.
 *
 * Promise: only what a provider signed changes anything; it is answered 204 only once the change is in the ledger and in
 * the log, else 503, so that the provider repeats it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProviderReport } from '@belltower/channels';
import type { ChannelName } from '@belltower/events';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { AccountCallbacks } from '../channel/accounts.ts';
import { type AccountVerdict, type Breaker, verdictOfKind } from '../channel/breaker.ts';
import { wordsOf } from '../channel/foreign-code.ts';
import { lastReport } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Metrics } from '../metrics.ts';
import type { Reporter } from '../report/reporter.ts';
import { newReports } from '../report/status-events.ts';
import { afterCallback } from './after-callback.ts';
import { deliveryOfMessage, isByAnother, isOfEarlierAddress, lastAttemptBy } from './attempt-of.ts';
import { createBouncedAddresses } from './bounced-addresses.ts';
import { callbackOf } from './read-callback.ts';
import { createWrittenReports } from './written-reports.ts';

/** An account whose provider calls back. */
export interface CallbackSource extends AccountCallbacks {
  readonly account: string;
  readonly channel: ChannelName;
  /** Reports say whether the account works. */
  readonly breaker: Breaker | null;
}

/** What callbacks need. */
export interface CallbackOptions {
  readonly ledger: Ledger;
  readonly reporter: Reporter;
  readonly sources: readonly CallbackSource[];
  /** Our origin, and perhaps a path, as providers call it, without a slash at the end; null: not known. */
  readonly publicUrl: string | null;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** How long nothing is sent to an address whose mails come back as dead, in milliseconds. */
  readonly suppressForMs: number;
  /** How long a callback may take before it is answered 503, in milliseconds. */
  readonly timeoutMs: number;
}

const querySchema = z.object({
  delivery: z.guid().transform((id) => id.toLowerCase()),
  attempt: z.coerce.number<string>().int().min(1).max(1_000_000),
});

const BODY_LIMIT = 64 * 1024;
/** What could not be recorded may be by then. */
const REPEAT_AFTER_S = 5;

/** Serves `POST /callbacks/<account>?delivery=<id>&attempt=<n>` for each account whose provider calls back. */
export function serveCallbacks(app: FastifyInstance, options: CallbackOptions): void {
  const { ledger, reporter, log, metrics, timeoutMs } = options;
  const written = createWrittenReports();
  const bounced = createBouncedAddresses(options);
  for (const source of options.sources) {
    // each by itself: what content types one sends is no matter of another's
    app.register(async (own) => {
      own.addContentTypeParser(
        [...source.contentTypes],
        { parseAs: 'string', bodyLimit: BODY_LIMIT },
        (_request, body, done) => done(null, body),
      );
      own.post(`/callbacks/${source.account}`, async (request, reply) => {
        const status = await answerTo(source, request);
        if (status === 503) reply.header('retry-after', String(REPEAT_AFTER_S)); // RFC 9110 §10.2.3
        return reply.code(status).send();
      });
    });
  }

  async function answerTo(source: CallbackSource, request: FastifyRequest): Promise<204 | 403 | 503> {
    const { account } = source;
    const late = sleep(timeoutMs, 'late' as const, { ref: false });
    const callback = await Promise.race([callbackOf(source.reader, options.publicUrl, request), late]).catch(
      (error: unknown) => {
        log.error({ error: wordsOf(error), account }, 'a callback could not be read: its reader failed');
        return 'failed' as const;
      },
    );
    if (callback === 'late' || callback === 'failed') {
      metrics.callbacks.inc({ result: callback });
      return 503;
    }
    if (callback.kind === 'forged') {
      metrics.callbacks.inc({ result: 'forged' });
      log.warn({ account }, 'a callback was refused: its signature is not for this URL');
      return 403;
    }
    const about = callback.kind === 'report' ? whatItIsAbout(request.query, callback.report) : null;
    if (callback.kind === 'unreadable' || about === null) {
      metrics.callbacks.inc({ result: 'unreadable' });
      const reason =
        callback.kind === 'unreadable' ? callback.reason : 'neither delivery and attempt in its URL nor a Message-ID';
      log.warn({ account, reason }, 'a callback was ignored: it cannot be read');
      return 204;
    }
    const recorded = record(source, about.delivery, about.attempt, callback.report);
    recorded.catch(() => {}); // it may end after the answer
    const result = await Promise.race([recorded, late]).catch((error: unknown) => {
      log.error({ err: error, delivery_id: about.delivery }, 'a callback could not be recorded');
      return 'failed' as const;
    });
    metrics.callbacks.inc({ result });
    return result === 'late' || result === 'failed' ? 503 : 204;
  }

  async function record(
    source: CallbackSource,
    deliveryId: string | null,
    named: number | null,
    report: ProviderReport,
  ): Promise<'changed' | 'unchanged' | 'unknown'> {
    for (;;) {
      const known = deliveryId === null ? null : await ledger.read(deliveryId);
      const attempt = known === null ? named : (named ?? lastAttemptBy(known.entry, source.account));
      if (deliveryId === null || known === null || known.entry.channel !== source.channel || attempt === null) {
        const what =
          known === null ? 'a delivery that is not in the ledger' : `a delivery that did not go by ${source.account}`;
        log.warn(fieldsOf(deliveryId, attempt, report), `a callback about ${what}`);
        return 'unknown';
      }
      const { entry } = known;
      if (isByAnother(entry, attempt, source.account)) {
        log.warn(
          fieldsOf(deliveryId, attempt, report),
          `a callback about an attempt that did not go by ${source.account}`,
        );
        return 'unknown';
      }
      if (isOfEarlierAddress(known, report)) return 'unchanged';
      const to = afterCallback(entry, attempt, report, new Date());
      // of a mail that was taken to have arrived, too: servers accept what they cannot deliver
      if (to !== null || entry.state === 'delivered') await bounced.remember(known, report);
      if (to === null) {
        // what a provider said is logged even where it changes nothing
        if (report.providerCode !== null) {
          log.info(fieldsOf(deliveryId, attempt, report), 'a callback changed nothing');
        }
        // the same callback before may have been recorded and then not reported; what `sent` says, the owner reports
        if (report.status !== 'sent') await written.once(entry, () => reporter.report(entry, entry.reports.slice(-2)));
        return 'unchanged';
      }
      const answer = await ledger.write({ from: { claim: entry.claim, state: entry.state }, to });
      if (!answer.written) continue;
      const reports = newReports(entry, to);
      for (const one of reports) metrics.outcome(to, one);
      const fields = { event_id: to.eventId, ...fieldsOf(deliveryId, attempt, report), status: to.state };
      log.info({ ...fields, error: lastReport(to)?.error ?? null }, 'a callback changed a delivery');
      judge(source, report, deliveryId, fields);
      // another process that sends it may not have written yet what it reported before: this comes after that
      const isOpenElsewhere = entry.state === 'handing_over' && entry.owner !== ledger.owner;
      await written.once(to, () => reporter.report(to, isOpenElsewhere ? to.reports : reports));
      return 'changed';
    }
  }

  /** What a report says beyond its delivery: the account is at fault, or works after all; a person should look. */
  function judge(
    { channel, breaker }: CallbackSource,
    report: ProviderReport,
    deliveryId: string,
    fields: Record<string, unknown>,
  ): void {
    const reason = report.status === 'failed' ? report.message : '';
    if (report.status === 'failed' && (report.error.alarm === true || report.error.kind === 'account')) {
      metrics.refusalsToReview.inc({ channel });
      log.error(
        { ...fields, alarm: true, error: reason },
        'the provider refused a message for a reason that needs a person',
      );
    }
    const recipient = report.to ?? deliveryId;
    breaker?.ended({ verdict: verdictOf(report), by: 'report', recipient, isProbe: false, reason });
  }
}

function verdictOf(report: ProviderReport): AccountVerdict {
  switch (report.status) {
    case 'delivered':
      return 'works';
    case 'sent':
      return 'unknown'; // the carriers have not judged our sender yet
    case 'failed':
      return verdictOfKind(report.error.kind);
  }
}

/** The attempt that the URL names, else the delivery whose Message-ID the report has; null where there is neither. */
function whatItIsAbout(
  query: unknown,
  { messageId }: ProviderReport,
): { readonly delivery: string | null; readonly attempt: number | null } | null {
  const { success, data } = querySchema.safeParse(query);
  if (success) return data;
  return messageId === undefined ? null : { delivery: deliveryOfMessage(messageId), attempt: null };
}

function fieldsOf(deliveryId: string | null, attempt: number | null, report: ProviderReport) {
  return {
    delivery_id: deliveryId,
    attempt,
    provider_status: report.providerStatus,
    provider_code: report.providerCode,
    provider_message_id: report.providerMessageId,
  };
}
