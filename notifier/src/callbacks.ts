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
import { afterCallback } from './after-callback.ts';
import { lastReport } from './ledger/entry.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Metrics } from './metrics.ts';
import { newReports, type Reporter } from './report.ts';

/** What callbacks need. */
export interface CallbackOptions {
  readonly ledger: Ledger;
  readonly reporter: Reporter;
  readonly authToken: string;
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
    const callback = readTwilioCallback(options.authToken, {
      url: options.publicUrl + request.url,
      signature: typeof signature === 'string' ? signature : undefined,
      body: typeof request.body === 'string' ? request.body : '',
    });
    if (callback.kind === 'forged') {
      metrics.callbacks.inc({ result: 'forged' });
      log.warn('a callback was not signed for this URL');
      return reply.code(403).send();
    }
    const query = querySchema.safeParse(request.query);
    if (callback.kind === 'unreadable' || !query.success) {
      metrics.callbacks.inc({ result: 'unreadable' });
      log.warn(
        { reason: callback.kind === 'unreadable' ? callback.reason : 'no delivery and attempt in its URL' },
        'a callback says nothing',
      );
      return reply.code(204).send();
    }
    const { delivery, attempt } = query.data;
    const taken = take(delivery, attempt, callback.report);
    taken.catch(() => {}); // it may end after the answer
    const result = await Promise.race([taken, sleep(timeoutMs, 'late' as const, { ref: false })]).catch(
      (error: unknown) => {
        log.error({ err: error, delivery_id: delivery }, 'a callback could not be taken');
        return 'failed' as const;
      },
    );
    metrics.callbacks.inc({ result });
    return reply.code(result === 'late' || result === 'failed' ? 503 : 204).send();
  });

  async function take(
    deliveryId: string,
    attempt: number,
    report: TwilioReport,
  ): Promise<'changed' | 'unchanged' | 'unknown'> {
    for (;;) {
      const known = await ledger.read(deliveryId);
      if (known === null) {
        log.warn({ delivery_id: deliveryId }, 'a callback about a delivery that is not in the ledger');
        return 'unknown';
      }
      const { entry } = known;
      const to = afterCallback(entry, attempt, report, new Date());
      if (to === null) {
        // the same callback before may have been recorded and then not reported; what `sent` says, the owner reports
        if (report.status !== 'sent') await reporter.tell(entry, entry.reports.slice(-2));
        return 'unchanged';
      }
      const answer = await ledger.write({ from: { claim: entry.claim, state: entry.state }, to });
      if (!answer.written) continue;
      const reports = newReports(entry, to);
      for (const told of reports) metrics.outcome(to, told);
      log.info(
        {
          event_id: to.eventId,
          delivery_id: to.deliveryId,
          attempt,
          status: to.state,
          provider_status: report.messageStatus,
          provider_message_id: report.messageSid,
          error: lastReport(to)?.error ?? null,
        },
        'the provider reported on a delivery',
      );
      await reporter.tell(to, reports);
      return 'changed';
    }
  }
}
