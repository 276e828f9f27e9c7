/** Spans of a trace that goes through several processes. Off, which is the default, a span is nothing but its parent. */
import { startExporter } from './exporter.ts';
import { childOf, formatTraceparent, parseTraceparent } from './trace-context.ts';

/** What a span is to its neighbours: https://opentelemetry.io/docs/specs/otel/trace/api/#spankind */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** How a span begins. */
export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  /** The `traceparent` that it belongs below; without it, or when it is none, a new trace begins. */
  readonly parent?: string | undefined;
  readonly attributes?: Attributes;
  /** When it began, where that was before. */
  readonly at?: Date;
}

/** A piece of work in a trace. */
export interface Span {
  /** What to hand on to whoever goes on with the work; undefined when there is no trace. */
  readonly traceparent: string | undefined;
  /** Once; later calls do nothing. `error` says that it failed, and why. */
  end(outcome?: { readonly attributes?: Attributes; readonly error?: string }): void;
}

/** Starts spans. Disposing it sends those that have ended. */
export interface Tracer extends AsyncDisposable {
  /** Whether spans go anywhere: who would do work only for them may ask. */
  readonly on: boolean;
  start(span: SpanStart): Span;
}

export interface TracerOptions {
  /** The collector's base URL; null: off. */
  readonly endpoint: string | null;
  /** The name of the service that the spans are of. */
  readonly service: string;
  /** Told once when spans could not be sent, until they can again. */
  onProblem(error: unknown, dropped: number): void;
}

const KINDS: Readonly<Record<SpanKind, number>> = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };

const NOTHING: Span = { traceparent: undefined, end() {} };

const OFF: Tracer = {
  on: false,
  start: ({ parent }) => (parent === undefined ? NOTHING : { traceparent: parent, end: NOTHING.end }),
  async [Symbol.asyncDispose]() {},
};

/** Makes a tracer. A trace whose beginner does not want it kept is handed on, and not sent. */
export function createTracer({ endpoint, service, onProblem }: TracerOptions): Tracer {
  if (endpoint === null) return OFF;
  const exporter = startExporter({ endpoint, service, onProblem });
  return {
    on: true,
    start({ name, kind, parent, attributes = {}, at }) {
      const above = parseTraceparent(parent);
      const context = childOf(above);
      const startMs = at?.getTime() ?? now();
      let ended = false;
      return {
        traceparent: formatTraceparent(context),
        end(outcome = {}) {
          if (ended || !context.sampled) return;
          ended = true;
          exporter.add({
            traceId: context.traceId,
            spanId: context.spanId,
            parentSpanId: above?.spanId ?? null,
            name,
            kind: KINDS[kind],
            startMs,
            endMs: Math.max(startMs, now()),
            attributes: { ...attributes, ...outcome.attributes },
            error: outcome.error ?? null,
          });
        },
      };
    },
    [Symbol.asyncDispose]: () => exporter[Symbol.asyncDispose](),
  };
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
