/** Spans of a trace that goes through several processes. Off, which is the default, a span is nothing but its parent. */

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
  /** What to pass on to the next process; undefined when there is no trace. */
  readonly traceparent: string | undefined;
  /** Once; later calls do nothing. `error` says that it failed, and why. */
  end(outcome?: { readonly attributes?: Attributes; readonly error?: string }): void;
}

/** Starts spans. Disposing it sends those that have ended. */
export interface Tracer extends AsyncDisposable {
  /** Whether spans are sent: check before doing work only for them. */
  readonly on: boolean;
  start(span: SpanStart): Span;
}

export interface TracerOptions {
  /** The collector's base URL; null: off. */
  readonly endpoint: string | null;
  /** The name of the service that the spans are of. */
  readonly service: string;
  /** Called once when spans could not be sent, until they can again; `dropped` counts spans since the start. */
  onProblem(error: unknown, dropped: number): void;
}

const NOTHING: Span = { traceparent: undefined, end() {} };

const OFF: Tracer = {
  on: false,
  start: ({ parent }) => (parent === undefined ? NOTHING : { traceparent: parent, end: NOTHING.end }),
  async [Symbol.asyncDispose]() {},
};

/**
 * Opens a tracer. OpenTelemetry's SDK is loaded only where an endpoint is set: without one a span is nothing but its
 * parent. A trace that its beginner does not want to be kept is passed on, and not sent.
 */
export async function openTracer({ endpoint, ...options }: TracerOptions): Promise<Tracer> {
  if (endpoint === null) return OFF;
  const { createOpenTelemetryTracer } = await import('./open-telemetry.ts');
  return createOpenTelemetryTracer({ endpoint, ...options });
}
