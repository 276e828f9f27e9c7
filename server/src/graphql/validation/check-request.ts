/**
 * Where a request is validated. Promise: in one order on every transport, each step bounded by those before it; nothing is
 * executed, and no variable is read, before that.
 *
 * 1. json-budget: the JSON text, before it is parsed (called by http.ts, serve-graphql.ts and live/connection.ts).
 * 2. documents: length, syntax and tokens; document-limits (depth, aliases, names), merge-limit and subscription-root; the specification's
 *    rules; literal-issues.
 * 3. This file: the transport, and whether the caller is authenticated.
 * 4. answer-cost: how large the answer may become.
 * 5. variable-issues: the variables against their types, and (null-for-default) against where they are used. text-rule is the rule
 *    for texts and lists here and in literals.
 *
 * All requests share the event loop by turns (turns.ts): many at once delay each other, and nothing else.
 *
 * What the values mean is checked by the domain: appointments/new-appointment.ts for a booking, deliveries/retry-input.ts for
 * a retry. It gives all issues of an input at once.
 */
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { Caller } from '../../auth/caller.ts';
import { badInput, RequestError } from '../../request-error.ts';
import { costOf } from './answer-cost.ts';
import type { DocumentLimits } from './document-limits.ts';
import type { DocumentCache } from './documents.ts';
import type { Turns } from './turns.ts';
import { type InputRules, variableIssues } from './variable-issues.ts';

/** A request as it came. */
export interface IncomingOperation {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: Caller | null;
  readonly transport: 'http' | 'websocket';
}

/** The result of the check. A refused document has errors of its own; any other refusal is one error. */
export type CheckedRequest =
  | { readonly kind: 'valid'; readonly text: string; readonly document: DocumentNode }
  | { readonly kind: 'refused document'; readonly errors: readonly GraphQLError[] }
  | {
      readonly kind: 'refused';
      readonly text: string;
      readonly document: DocumentNode;
      readonly refusal: RequestError;
    };

/** Checks a request, when its turn has come. */
export type RequestCheck = (request: IncomingOperation) => Promise<CheckedRequest>;

/** What requests are checked with. */
export interface RequestCheckOptions {
  readonly schema: GraphQLSchema;
  readonly documents: DocumentCache;
  readonly inputRules: InputRules;
  readonly limits: Pick<DocumentLimits, 'cost'>;
  readonly turns: Turns;
}

/** Makes the check. */
export function createRequestCheck(options: RequestCheckOptions): RequestCheck {
  function check(request: IncomingOperation): CheckedRequest {
    const read = options.documents.read(request.query);
    if (read.kind === 'refused') return { kind: 'refused document', errors: read.errors };
    const operation = getOperationAST(read.document, request.operationName);
    if (!operation) return { kind: 'refused document', errors: [unknownOperation()] };
    const refusal = refusalOf(request, read.document, operation, options);
    return refusal === null ? read : { ...read, kind: 'refused', refusal };
  }
  return (request) => options.turns.run(() => check(request));
}

function refusalOf(
  { caller, transport, variables, operationName }: IncomingOperation,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { schema, inputRules, limits }: RequestCheckOptions,
): RequestError | null {
  if (transport === 'http' && operation.operation === OperationTypeNode.SUBSCRIPTION) {
    const where = 'over a WebSocket on this path, with the subprotocol graphql-transport-ws';
    return new RequestError('BAD_USER_INPUT', `Subscriptions are served ${where}`);
  }
  if (caller === null && !isIntrospection(operation)) {
    return new RequestError('UNAUTHENTICATED', 'A bearer token is needed');
  }
  const cost = costOf(schema, document, operation, variables);
  if (cost > limits.cost) {
    const message = `The answer may have ${Math.round(cost)} values; at most ${limits.cost} are allowed`;
    return new RequestError('QUERY_TOO_COMPLEX', message);
  }
  const issues = variableIssues(schema, document, operationName, variables, inputRules);
  return issues.length === 0 ? null : badInput(issues);
}

/** Whether an operation queries the schema alone, which needs no caller. */
function isIntrospection({ selectionSet }: OperationDefinitionNode): boolean {
  return selectionSet.selections.every((one) => one.kind === Kind.FIELD && one.name.value.startsWith('__'));
}

function unknownOperation(): GraphQLError {
  const message = 'Which operation is meant cannot be said: operationName must name one of the document’s';
  return new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } } });
}
