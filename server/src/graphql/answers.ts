import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { badInput, type RequestError } from '../request-error.ts';
import type { GraphQLContext } from './context.ts';
import { retryAfterOf, statusOfErrors } from './errors.ts';
import { type InputRules, variableIssues } from './variable-issues.ts';

/**
 * Finishes answers: an HTTP status for refusals that have one, 200 for other refusals of whoever asks for
 * `application/json` by name (GraphQL over HTTP, "application/json"), and, where variables did not fit, everything that
 * is wrong with them in place of graphql-js's first words.
 */
export function finishAnswers(rules: InputRules): ApolloServerPlugin<GraphQLContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response, errors, document, request, schema }) {
          if (response.body.kind !== 'single' || errors === undefined) return;
          const { singleResult } = response.body;
          if (response.http.status === 400 && wantsPlainJson(request.http?.headers.get('accept'))) {
            response.http.status = 200;
          }
          const told = singleResult.errors ?? [];
          const status = statusOfErrors(told);
          if (status !== null) response.http.status = status;
          for (const { extensions } of told) {
            const { retryAfterMs } = extensions ?? {};
            if (typeof retryAfterMs === 'number') response.http.headers.set('retry-after', retryAfterOf(retryAfterMs));
          }
          if (!told.some(lacksIssues) || document === undefined) return;
          const issues = variableIssues(schema, document, request.operationName, request.variables ?? {}, rules);
          if (issues.length > 0) singleResult.errors = [answerOf(badInput(issues))];
        },
      };
    },
  };
}

/** Whoever names no type, such as curl, is told by the status, as with `application/graphql-response+json`. */
function wantsPlainJson(accept: string | undefined): boolean {
  return (
    accept !== undefined && /application\/json/i.test(accept) && !/application\/graphql-response\+json/i.test(accept)
  );
}

function lacksIssues({ extensions }: GraphQLFormattedError): boolean {
  return extensions?.code === 'BAD_USER_INPUT' && extensions.issues === undefined;
}

function answerOf({ message, code, issues }: RequestError): GraphQLFormattedError {
  return { message, extensions: { code, issues } };
}
