import {
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  type IntValueNode,
  Kind,
  type StringValueNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { createIssues, type InputIssue } from '../../request-error.ts';
import { listFault, textFault } from './text-rule.ts';

/** A place in an operation's input, which begins at the argument. */
export type Path = readonly (string | number)[];

/** The issues of texts and lists that are written in the document itself, each with its path, which begins at the argument. */
export function literalIssues(schema: GraphQLSchema, document: DocumentNode): readonly InputIssue[] {
  const info = new TypeInfo(schema);
  const issues = createIssues();
  function checkText({ value }: StringValueNode | IntValueNode, place: () => Path): void {
    const fault = textFault(value, info.getInputType());
    if (fault !== null) issues.add(place(), fault);
  }
  visit(
    document,
    visitWithTypeInfo(info, {
      StringValue: (node, _key, parent, path, ancestors) =>
        checkText(node, () => placeOf(path, [...ancestors, parent])),
      IntValue: (node, _key, parent, path, ancestors) => checkText(node, () => placeOf(path, [...ancestors, parent])),
      ListValue(node, _key, parent, path, ancestors) {
        const fault = listFault(node.values.length);
        if (fault !== null) issues.add(placeOf(path, [...ancestors, parent]), fault);
      },
    }),
  );
  return issues.found;
}

type Ancestor = ASTNode | readonly ASTNode[] | undefined;

/** The place of a node that `visit` has come to: `path[i]` is where in `ancestors[i]` the next one is. */
export function placeOf(path: Path, ancestors: readonly Ancestor[]): Path {
  let place: (string | number)[] = [];
  ancestors.forEach((ancestor, depth) => {
    const index = path[depth];
    if (ancestor === undefined) return;
    if (isNodes(ancestor)) {
      const above = ancestors[depth - 1];
      if (above !== undefined && !isNodes(above) && above.kind === Kind.LIST && index !== undefined) place.push(index);
      return;
    }
    if (ancestor.kind === Kind.ARGUMENT) place = [ancestor.name.value];
    else if (ancestor.kind === Kind.VARIABLE_DEFINITION) place = [ancestor.variable.name.value];
    else if (ancestor.kind === Kind.OBJECT_FIELD) place.push(ancestor.name.value);
  });
  return place;
}

function isNodes(ancestor: ASTNode | readonly ASTNode[]): ancestor is readonly ASTNode[] {
  return Array.isArray(ancestor);
}
