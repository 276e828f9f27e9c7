/** W3C Trace Context: which trace, and which span of it, something belongs to (https://www.w3.org/TR/trace-context/). */
import { randomBytes } from 'node:crypto';

/** A place in a trace. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Whether whoever began the trace wants it to be kept. */
  readonly sampled: boolean;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** Reads a `traceparent`; null when it is none. */
export function parseTraceparent(text: string | undefined): TraceContext | null {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Writes it. */
export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** A new place: in its parent's trace, or at the root of a new one. */
export function childOf(parent: TraceContext | null): TraceContext {
  const spanId = randomBytes(8).toString('hex');
  if (parent !== null) return { ...parent, spanId };
  return { traceId: randomBytes(16).toString('hex'), spanId, sampled: true };
}
