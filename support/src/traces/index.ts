export { createTracer, type Span, type SpanKind, type SpanStart, type Tracer, type TracerOptions } from './tracer.ts';
