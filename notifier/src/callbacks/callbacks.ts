/**
 * Providers' callbacks.
 *
 * Promise: only what Twilio signed changes anything; it is answered 204 only once the change is in the ledger and in
 * the log, else 503, so that Twilio repeats it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { readTwilioCallback, type TwilioReport } from '@belltower/channels';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type AccountVerdict, type Breaker, verdictOfKind } from '../channel/breaker.ts';
import { lastReport } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Metrics } from '../metrics.ts';
import type { Reporter } from '../report/reporter.ts';
import { newReports } from '../report/status-events.ts';
import { afterCallback } from './after-callback.ts';

/** What callbacks need. */
export interface CallbackOptions {
  readonly ledger: Ledger;
  readonly reporter: Reporter;
  /** The tokens that Twilio may sign with: the account's, and the one before while it is rotated. */
  readonly authTokens: readonly string[];
  /** Of the channel that is reported on: reports say whether its account works. */
  readonly breaker: Breaker | null;
  /** Our origin, and perhaps a path, as Twilio calls it; without a slash at the end. */
  readonly publicUrl: string;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** How long a callback may take before it is answered 503, in milliseconds. */
  readonly timeoutMs: number;
}

const querySchema = z.object({
  delivery: z.guid().transform((id) => id.toLowerCase()),
  attempt: z.coerce.number<string>().int().min(1).max(1_000_000),
});

const BODY_LIMIT = 64 * 1024;

/** Serves `POST /callbacks/twilio?delivery=<id>&attempt=<n>`. */
export function serveCallbacks(app: FastifyInstance, options: CallbackOptions): void {
  const { ledger, reporter, log, metrics, timeoutMs } = options;
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: BODY_LIMIT },
    (_request, body, done) => done(null, body),
  );

  app.post('/callbacks/twilio', async (request, reply) => {
    const signature = request.headers['x-twilio-signature'];
    const callback = readTwilioCallback(options.authTokens, {
      url: options.publicUrl + request.url,
      signature: typeof signature === 'string' ? signature : undefined,
      body: typeof request.body === 'string' ? request.body : '',
    });
    if (callback.kind === 'forged') {
      metrics.callbacks.inc({ result: 'forged' });
      log.warn('a callback was refused: its signature is not for this URL');
      return reply.code(403).send();
    }
    const query = querySchema.safeParse(request.query);
    if (callback.kind === 'unreadable' || !query.success) {
      metrics.callbacks.inc({ result: 'unreadable' });
      log.warn(
        { reason: callback.kind === 'unreadable' ? callback.reason : 'no delivery and attempt in its URL' },
        'a callback was ignored: it cannot be read',
      );
      return reply.code(204).send();
    }
    const { delivery, attempt } = query.data;
    const recorded = record(delivery, attempt, callback.report);
    recorded.catch(() => {}); // it may end after the answer
    const result = await Promise.race([recorded, sleep(timeoutMs, 'late' as const, { ref: false })]).catch(
      (error: unknown) => {
        log.error({ err: error, delivery_id: delivery }, 'a callback could not be recorded');
        return 'failed' as const;
      },
    );
    metrics.callbacks.inc({ result });
    return reply.code(result === 'late' || result === 'failed' ? 503 : 204).send();
  });

  async function record(
    deliveryId: string,
    attempt: number,
    report: TwilioReport,
  ): Promise<'changed' | 'unchanged' | 'unknown'> {
    for (;;) {
      const known = await ledger.read(deliveryId);
      if (known === null) {
        log.warn(fieldsOf(deliveryId, attempt, report), 'a callback about a delivery that is not in the ledger');
        return 'unknown';
      }
      const { entry } = known;
      const to = afterCallback(entry, attempt, report, new Date());
      if (to === null) {
        // what Twilio said is logged even where it changes nothing
        if (report.providerCode !== null) {
          log.info(fieldsOf(deliveryId, attempt, report), 'a callback changed nothing');
        }
        // the same callback before may have been recorded and then not reported; what `sent` says, the owner reports
        if (report.status !== 'sent') await reporter.report(entry, entry.reports.slice(-2));
        return 'unchanged';
      }
      const answer = await ledger.write({ from: { claim: entry.claim, state: entry.state }, to });
      if (!answer.written) continue;
      const reports = newReports(entry, to);
      for (const one of reports) metrics.outcome(to.channel, one);
      const fields = { event_id: to.eventId, ...fieldsOf(deliveryId, attempt, report), status: to.state };
      log.info({ ...fields, error: lastReport(to)?.error ?? null }, 'a callback changed a delivery');
      judge(report, deliveryId, fields);
      // another process that sends it may not have written yet what it reported before: this comes after that
      const isOpenElsewhere = entry.state === 'handing_over' && entry.owner !== ledger.owner;
      await reporter.report(to, isOpenElsewhere ? to.reports : reports);
      return 'changed';
    }
  }

  /** What a report says beyond its delivery: the account is at fault, or works after all; a person should look. */
  function judge(report: TwilioReport, deliveryId: string, fields: Record<string, unknown>): void {
    const reason = report.status === 'failed' ? report.message : '';
    if (report.status === 'failed' && (report.error.alarm === true || report.error.kind === 'account')) {
      metrics.refusalsToReview.inc({ channel: 'sms' });
      log.error(
        { ...fields, alarm: true, error: reason },
        'the provider refused a message for a reason that needs a person',
      );
    }
    const recipient = report.to ?? deliveryId;
    options.breaker?.ended({ verdict: verdictOf(report), by: 'report', recipient, isProbe: false, reason });
  }
}

function verdictOf(report: TwilioReport): AccountVerdict {
  switch (report.status) {
    case 'delivered':
      return 'works';
    case 'sent':
      return 'unknown'; // the carriers have not judged our sender yet
    case 'failed':
      return verdictOfKind(report.error.kind);
  }
}

function fieldsOf(deliveryId: string, attempt: number, report: TwilioReport) {
  return {
    delivery_id: deliveryId,
    attempt,
    provider_status: report.messageStatus,
    provider_code: report.providerCode,
    provider_message_id: report.messageSid,
  };
}
