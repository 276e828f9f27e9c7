import type { ApolloServerPlugin } from '@apollo/server';
import { type GraphQLError, type GraphQLFormattedError, parse } from 'graphql';
import type { Logger } from 'pino';
import type { GraphQLContext } from './context.ts';
import { MOST_ERRORS, refusalBeforeExecution, retryAfterOf, statusOfErrors, toClientError } from './errors.ts';
import type { RequestCheck } from './validation/check-request.ts';

/** The document that Apollo Server gets for a refused request: it would parse and validate the real one again. */
const PLACEHOLDER = parse('{ __typename }');

/**
 * Checks requests as all transports do, in place of Apollo Server's own steps, and finishes answers: an HTTP status for
 * errors that have one, and 200 for other refusals where the client accepts `application/json` by name (GraphQL over HTTP,
 * "application/json").
 */
export function checkAndFinish(check: RequestCheck, log: Logger): ApolloServerPlugin<GraphQLContext> {
  return {
    async requestDidStart({ request, contextValue }) {
      let refusals: readonly GraphQLError[] = [];
      return {
        async didResolveSource(context) {
          const checked = await check({
            query: context.source,
            operationName: request.operationName ?? null,
            variables: request.variables ?? {},
            caller: contextValue.caller,
            transport: 'http',
          });
          if (checked.kind === 'refused document') refusals = checked.errors;
          if (checked.kind === 'refused') refusals = [refusalBeforeExecution(checked.refusal)];
          Object.assign(context, { document: checked.kind === 'valid' ? checked.document : PLACEHOLDER });
        },
        async didResolveOperation() {
          const [first] = refusals;
          if (first !== undefined) throw first;
        },
        async willSendResponse({ response, errors }) {
          if (response.body.kind !== 'single' || errors === undefined) return;
          const { singleResult } = response.body;
          if (refusals.length > 1) singleResult.errors = refusals.map((refusal) => toClientError(refusal, log));
          const reported = singleResult.errors ?? [];
          if (reported.length > MOST_ERRORS) singleResult.errors = reported.slice(0, MOST_ERRORS);
          finish(response.http, reported, request.http?.headers.get('accept'));
        },
      };
    },
  };
}

function finish(
  http: { status?: number; readonly headers: Map<string, string> },
  errors: readonly GraphQLFormattedError[],
  accept: string | undefined,
): void {
  if (http.status === 400 && wantsPlainJson(accept)) http.status = 200;
  const status = statusOfErrors(errors);
  if (status !== null) http.status = status;
  for (const { extensions } of errors) {
    const { retryAfterMs } = extensions ?? {};
    if (typeof retryAfterMs === 'number') http.headers.set('retry-after', retryAfterOf(retryAfterMs));
  }
}

/** Clients that name no type, such as curl, get the status, as with `application/graphql-response+json`. */
function wantsPlainJson(accept: string | undefined): boolean {
  return (
    accept !== undefined && /application\/json/i.test(accept) && !/application\/graphql-response\+json/i.test(accept)
  );
}
