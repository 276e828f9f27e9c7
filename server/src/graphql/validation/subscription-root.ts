import {
  type ASTVisitor,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/**
 * The validation rule that a subscription is not chosen by `@skip` or `@include` (GraphQL specification of September 2025, "Single
 * Root Field"). graphql-js 16 lacks it: its own rule on the root reads these directives without variables, and throws.
 */
export function subscriptionRootRule(context: ValidationContext): ASTVisitor {
  function check({ selections }: SelectionSetNode, seen: Set<string>): void {
    for (const selection of selections) {
      for (const directive of selection.directives ?? []) {
        const { value } = directive.name;
        if (value !== 'skip' && value !== 'include') continue;
        const message = `The root of a subscription must have no @${value}; inside of its field it may`;
        context.reportError(new GraphQLError(message, { nodes: directive }));
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) check(selection.selectionSet, seen);
      if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue;
      seen.add(selection.name.value);
      const fragment = context.getFragment(selection.name.value);
      if (fragment) check(fragment.selectionSet, seen);
    }
  }
  return {
    OperationDefinition({ operation, selectionSet }) {
      if (operation === OperationTypeNode.SUBSCRIPTION) check(selectionSet, new Set());
    },
  };
}
