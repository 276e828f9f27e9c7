export { openTracer, type Span, type Tracer } from './tracer.ts';
