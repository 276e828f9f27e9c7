/** How large an answer may become, before anything is executed: nested lists, aliases and fragments multiply. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** The usual size of lists, by their field; those of a connection have `first`, and all others TEN. */
const SIZES: Readonly<Record<string, number>> = {
  ...{
    deliveries: 2,
    reminders: 2,
    history: 10,
    addressCorrections: 2,
    leftOut: 2,
    segments: 3,
    deliveryStatistics: 500,
    deliveryTimings: 500,
    retryDeliveries: 1,
  },
  ...{ types: 45, fields: 7, args: 1, inputFields: 4, enumValues: 4, interfaces: 1, possibleTypes: 1, directives: 5 },
};
/** What computing a field costs, beside its values: a message is rendered, which takes about a millisecond. */
const WORK: Readonly<Record<string, number>> = { message: 1_000 };
const TEN = 10;
const LARGEST_PAGE = 100;
const DEFAULT_PAGE = 20;

/** How many values the answer to an operation of a valid document has, by the usual sizes of its lists. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const known = new Map<string, number>();

  function ofSet(set: SelectionSetNode, type: GraphQLNamedType | undefined, page: number): number {
    let cost = 0;
    for (const selection of set.selections) {
      switch (selection.kind) {
        case Kind.FIELD:
          cost += ofField(selection, type, page);
          break;
        case Kind.INLINE_FRAGMENT: {
          const { typeCondition, selectionSet } = selection;
          cost += ofSet(selectionSet, typeCondition ? schema.getType(typeCondition.name.value) : type, page);
          break;
        }
        case Kind.FRAGMENT_SPREAD:
          cost += ofFragment(selection.name.value, page);
      }
    }
    return cost;
  }

  function ofFragment(name: string, page: number): number {
    const key = `${name} ${page}`;
    const fragment = fragments.get(name);
    const cost = known.get(key) ?? (fragment ? ofSet(fragment.selectionSet, typeOf(fragment), page) : 0);
    known.set(key, cost);
    return cost;
  }

  function typeOf({ typeCondition }: FragmentDefinitionNode): GraphQLNamedType | undefined {
    return schema.getType(typeCondition.name.value);
  }

  function ofField(field: FieldNode, type: GraphQLNamedType | undefined, page: number): number {
    const name = field.name.value;
    const definition = META[name] ?? (isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined);
    if (field.selectionSet === undefined || definition === undefined) return 1;
    const list = isListType(getNullableType(definition.type));
    const isPage = list && (name === 'edges' || name === 'nodes');
    const isPaged = definition.args.some((argument) => argument.name === 'first');
    const inner = isPaged ? pageOf(field, variables) : page;
    const items = !list ? 1 : isPage ? page : isPaged ? inner : (SIZES[name] ?? TEN);
    return 1 + (WORK[name] ?? 0) + items * ofSet(field.selectionSet, getNamedType(definition.type), inner);
  }

  const root = schema.getRootType(operation.operation);
  return root ? ofSet(operation.selectionSet, root, DEFAULT_PAGE) : 0;
}

const META: Readonly<Record<string, typeof SchemaMetaFieldDef>> = {
  [SchemaMetaFieldDef.name]: SchemaMetaFieldDef,
  [TypeMetaFieldDef.name]: TypeMetaFieldDef,
};

/** The value of `first`; one that is not allowed is refused when the request is executed. */
function pageOf({ arguments: given }: FieldNode, variables: Variables): number {
  const value = given?.find(({ name }) => name.value === 'first')?.value;
  const first =
    value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.INT ? Number(value.value) : null;
  return typeof first === 'number' && first > 0 ? Math.min(first, LARGEST_PAGE) : DEFAULT_PAGE;
}
