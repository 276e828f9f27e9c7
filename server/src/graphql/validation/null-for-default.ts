/**
 * A null in place of a default. `query ($id: ID = "x") { delivery(id: $id) { id } }` is valid, as the default is what makes `$id`
 * fit; a client may pass null for it all the same (GraphQL specification, "All Variable Usages Are Allowed").
 */
import {
  type DocumentNode,
  type GraphQLSchema,
  isNonNullType,
  type OperationDefinitionNode,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type Path, placeOf } from './literal-issues.ts';

/** The places where an operation needs a value of this variable, each as a path that begins at the argument. */
export function placesThatNeed(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variable: string,
): readonly Path[] {
  const info = new TypeInfo(schema);
  const places: Path[] = [];
  visit(
    separateOperations(document)[operation.name?.value ?? ''] ?? document,
    visitWithTypeInfo(info, {
      Variable({ name }, _key, parent, path, ancestors) {
        if (name.value === variable && isNonNullType(info.getInputType())) {
          places.push(placeOf(path, [...ancestors, parent]));
        }
      },
    }),
  );
  return places;
}
