import type { Span, Tracer } from '@belltower/support/traces';
import { type DocumentNode, type GraphQLFormattedError, getOperationAST } from 'graphql';

/** An operation that came over a WebSocket, as far as its span tells of it. */
export interface TracedOperation {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  /** As they came: `traceparent` in them is the caller's own span. A socket has many callers' traces, and one header. */
  readonly extensions: Readonly<Record<string, unknown>> | null | undefined;
}

/** What HTTP would answer with 500 or 503: what else callers are told is no failure of ours. */
const FAILURES: readonly unknown[] = ['INTERNAL_SERVER_ERROR', 'UNAVAILABLE'];

/** The span of one operation; null where there are no traces. That of a subscription ends when its stream has begun. */
export function startOperationSpan(tracer: Tracer | undefined, operation: TracedOperation): Span | null {
  if (!tracer?.on) return null;
  const { traceparent } = operation.extensions ?? {};
  const type = getOperationAST(operation.document, operation.operationName)?.operation;
  return tracer.start({
    name: 'WS /graphql',
    kind: 'server',
    parent: typeof traceparent === 'string' ? traceparent : undefined,
    attributes: { 'url.path': '/graphql', ...(type && { 'graphql.operation.type': type }) },
  });
}

/** Ends it with what the caller is told. */
export function endOperationSpan(span: Span | null, errors: readonly GraphQLFormattedError[] | undefined): void {
  const codes = errors?.map(({ extensions }) => extensions?.code) ?? [];
  const failure = codes.find((code) => FAILURES.includes(code));
  span?.end(failure === undefined ? {} : { error: String(failure) });
}
