import type { Span, Tracer } from '@belltower/support/traces';
import { type DocumentNode, type GraphQLFormattedError, getOperationAST } from 'graphql';

/** What the span of an operation over a WebSocket records. */
export interface TracedOperation {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  /** As they came: `traceparent` in them is the caller's own span. One socket carries many traces, so its header is not used. */
  readonly extensions: Readonly<Record<string, unknown>> | null | undefined;
}

/** What HTTP would answer with 500 or 503: other codes are no failure of the server. */
const FAILURES: readonly unknown[] = ['INTERNAL_SERVER_ERROR', 'UNAVAILABLE'];

/** The span of one operation; null where traces are off. That of a subscription ends when its stream has started. */
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

/** Ends a span with the errors that the caller is shown. */
export function endOperationSpan(span: Span | null, errors: readonly GraphQLFormattedError[] | undefined): void {
  const codes = errors?.map(({ extensions }) => extensions?.code) ?? [];
  const failure = codes.find((code) => FAILURES.includes(code));
  span?.end(failure === undefined ? {} : { error: String(failure) });
}
