/**
 * Promise: a request costs its caller one token of the rate limit for each mutation field, however they are written: with
 * aliases, in fragments, over HTTP or a WebSocket. Where there are fewer tokens, none of its changes is made.
 */
import type { GraphQLResolveInfo } from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { callerOf, type GraphQLContext } from './context.ts';

/** Wraps resolvers: the first that runs pays for all mutation fields of its request. */
export function charged(resolvers: MutationResolvers): MutationResolvers {
  const wrapped = Object.entries(resolvers).map(([name, resolver]) => {
    if (typeof resolver !== 'function') throw new Error(`the resolver of ${name} is no function`);
    const resolve = async (root: never, args: never, context: GraphQLContext, info: GraphQLResolveInfo) => {
      callerOf(context);
      context.chargeMutation(() => mutationFieldsOf(info));
      return await resolver(root, args, context, info);
    };
    return [name, resolve] as const;
  });
  return Object.fromEntries(wrapped);
}

/** How many fields of the mutation graphql-js runs: without those that `@skip` and `@include` leave out, and `__typename`. */
function mutationFieldsOf({ schema, fragments, variableValues, parentType, operation }: GraphQLResolveInfo): number {
  const fields = collectFields(schema, fragments, variableValues, parentType, operation.selectionSet);
  return [...fields.values()].filter(([node]) => !node?.name.value.startsWith('__')).length;
}
