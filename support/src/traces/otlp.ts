/** OTLP over HTTP in its JSON form (https://opentelemetry.io/docs/specs/otlp/#otlphttp). */

/** A span that has ended. */
export interface EndedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  /** OTLP's number: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly error: string | null;
}

/** What a collector takes at `/v1/traces`. */
export function otlpRequest(service: string, spans: readonly EndedSpan[]): object {
  const resource = { attributes: attributesOf({ 'service.name': service }) };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'belltower' }, spans: spans.map(otlpSpan) }] }] };
}

function otlpSpan({ parentSpanId, attributes, startMs, endMs, error, ...span }: EndedSpan) {
  return {
    ...span,
    ...(parentSpanId === null ? {} : { parentSpanId }),
    startTimeUnixNano: nanosOf(startMs),
    endTimeUnixNano: nanosOf(endMs),
    attributes: attributesOf(attributes),
    status: error === null ? {} : { code: 2, message: error },
  };
}

/** Milliseconds with a fraction: a number holds no nanoseconds of today. */
function nanosOf(ms: number): string {
  const whole = Math.floor(ms);
  return `${whole}${String(Math.floor((ms - whole) * 1e6)).padStart(6, '0')}`;
}

function attributesOf(attributes: EndedSpan['attributes']) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: otlpValue(value) }));

  function otlpValue(value: string | number | boolean) {
    if (typeof value === 'string') return { stringValue: value };
    if (typeof value === 'boolean') return { boolValue: value };
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  }
}
