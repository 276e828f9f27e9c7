/** What a subscription to the feed asks for: its arguments, and whether its selection is plain. */
import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** A subscription to the feed: what it selects, of which stream, and from where. */
export interface FeedSelection {
  /** The one root field, as it is written; null when it is in a fragment or has a directive. */
  readonly field: FieldNode | null;
  readonly appointmentId: string | null;
  readonly after: string | null;
  /** The coerced variables without the one that carries `after`: what two equal subscriptions have in common. */
  readonly shared: Readonly<Record<string, unknown>>;
}

/**
 * Reads the root field of a valid subscription and its arguments.
 *
 * @throws {GraphQLError} when the variables do not fit
 */
export function selectFeed(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): FeedSelection {
  const operation = getOperationAST(document, operationName);
  const definition = schema.getSubscriptionType()?.getFields().deliveryStatusChanged;
  if (!operation || !definition)
    throw new GraphQLError('The operation is not known', { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (coerced.errors) {
    throw new GraphQLError(coerced.errors[0]?.message ?? '', { extensions: { code: 'BAD_USER_INPUT' } });
  }
  const field = rootField(operation.selectionSet, document);
  const args = getArgumentValues(definition, field, coerced.coerced);
  const shared = { ...coerced.coerced };
  const after = field.arguments?.find(({ name }) => name.value === 'after');
  if (after?.value.kind === Kind.VARIABLE) delete shared[after.value.name.value];
  return {
    field: isPlain(operation.selectionSet) ? field : null,
    appointmentId: textOrNull(args.appointmentId),
    after: textOrNull(args.after),
    shared,
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Validation guarantees that there is exactly one root field. */
function rootField(set: SelectionSetNode, document: DocumentNode): FieldNode {
  for (const selection of set.selections) {
    switch (selection.kind) {
      case Kind.FIELD:
        return selection;
      case Kind.INLINE_FRAGMENT:
        return rootField(selection.selectionSet, document);
      case Kind.FRAGMENT_SPREAD: {
        const fragment = document.definitions.find(
          (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
        );
        if (fragment?.kind === Kind.FRAGMENT_DEFINITION) return rootField(fragment.selectionSet, document);
      }
    }
  }
  throw new GraphQLError('A subscription needs a field', { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
}

function isPlain({ selections }: SelectionSetNode): boolean {
  const [only] = selections;
  return selections.length === 1 && only?.kind === Kind.FIELD && (only.directives?.length ?? 0) === 0;
}
