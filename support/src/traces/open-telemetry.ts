/**
 * Promise: traces cost nothing but themselves. What a collector does not take, or not in time, is dropped and counted;
 * nothing ever waits for it.
 */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ExportResultCode, parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Tracer, TracerOptions } from './tracer.ts';

const LONGEST_QUEUE = 4_096;
const BATCH = 512;
const EVERY_MS = 1_000;
const TIMEOUT_MS = 5_000;
const LAST_MS = 2_000;

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** A tracer that sends its spans to the collector at `endpoint`. The first connection is made with the first span. */
export function createOpenTelemetryTracer({
  endpoint,
  service,
  onProblem,
}: TracerOptions & { endpoint: string }): Tracer {
  const { processor, giveUp } = createProcessor(endpoint, onProblem);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('belltower');
  return {
    on: true,
    start({ name, kind, parent, attributes = {}, at }) {
      const above = parent === undefined ? null : parseTraceParent(parent);
      const context = above === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...above, isRemote: true });
      const options = { kind: KINDS[kind], attributes: { ...attributes }, ...(at && { startTime: at }) };
      const span = tracer.startSpan(name, options, context);
      const { traceId, spanId, traceFlags } = span.spanContext();
      let ended = false;
      return {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
        end(outcome = {}) {
          if (ended) return;
          ended = true;
          if (outcome.attributes !== undefined) span.setAttributes({ ...outcome.attributes });
          if (outcome.error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.error });
          span.end();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        giveUp(new DOMException(`the collector did not answer within ${LAST_MS} ms`, 'TimeoutError'));
        late.resolve();
      }, LAST_MS);
      await Promise.race([provider.shutdown().catch(() => {}), late.promise]); // a failed export was reported
      clearTimeout(timer);
    },
  };
}

/** The SDK's processor and exporter, and what they drop, counted. */
function createProcessor(endpoint: string, onProblem: TracerOptions['onProblem']) {
  const otlp = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces`, timeoutMillis: TIMEOUT_MS });
  let queued = 0;
  let dropped = 0;
  let failing = false;
  const giveUp = (error: unknown) => {
    if (!failing) onProblem(error, dropped);
    failing = true;
  };
  const exporter: SpanExporter = {
    export(spans, done) {
      queued -= spans.length;
      otlp.export(spans, (result) => {
        if (result.code === ExportResultCode.SUCCESS) failing = false;
        else {
          dropped += spans.length;
          giveUp(result.error);
        }
        done(result);
      });
    },
    shutdown: () => otlp.shutdown(),
  };
  const batches = new BatchSpanProcessor({
    exporter,
    maxQueueSize: LONGEST_QUEUE,
    maxExportBatchSize: BATCH,
    scheduledDelayMillis: EVERY_MS,
    exportTimeoutMillis: TIMEOUT_MS,
  });
  const processor: SpanProcessor = {
    onStart: (span, context) => batches.onStart(span, context),
    onEnd(span) {
      if (queued >= LONGEST_QUEUE) {
        dropped += 1;
        return;
      }
      queued += 1;
      batches.onEnd(span);
    },
    forceFlush: () => batches.forceFlush(),
    shutdown: () => batches.shutdown(),
  };
  return { processor, giveUp };
}
