/**
 * What is wrong with the variables of an operation: everything at once, each at its place, which begins at the argument,
 * and without the values that graphql-js's own messages repeat.
 */
import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getOperationAST,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  typeFromAST,
  visit,
} from 'graphql';
import type { InputIssue } from '../request-error.ts';

/** Rules that an input type has beyond its fields' types. */
export type InputRules = Readonly<Record<string, (input: unknown) => readonly InputIssue[]>>;

type Path = readonly (string | number)[];

/** All issues of the variables; none when they fit. Rules are only asked for inputs that do not fit. */
export function variableIssues(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
  rules: InputRules = {},
): readonly InputIssue[] {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  return definitions.flatMap(({ variable, type: node, defaultValue }) => {
    const type = typeFromAST(schema, node);
    const name = variable.name.value;
    const value = variables[name];
    if (!isInputType(type) || (value === undefined && (defaultValue !== undefined || !isNonNullType(type)))) return [];
    const found = issuesOf(value, type, [argumentOf(document, name)]);
    if (found.length === 0) return [];
    const inner = isNonNullType(type) ? type.ofType : type;
    const ruled = isInputObjectType(inner) && isObject(value) ? (rules[inner.name]?.(value) ?? []) : [];
    const told = new Set(found.map(({ path }) => path.join('.')));
    return [...found, ...ruled.filter(({ path }) => !told.has(path.join('.')))];
  });
}

/** The argument that a variable is given to: callers know arguments, and may call variables what they like. */
function argumentOf(document: DocumentNode, variable: string): string {
  let argument: string | null = null;
  visit(document, {
    Argument({ name, value }) {
      if (value.kind === Kind.VARIABLE && value.name.value === variable) argument ??= name.value;
    },
  });
  return argument ?? variable;
}

function issuesOf(value: unknown, type: GraphQLInputType, path: Path): InputIssue[] {
  if (isNonNullType(type)) {
    return value === null || value === undefined
      ? [{ path, message: 'is needed' }]
      : issuesOf(value, type.ofType, path);
  }
  if (value === null || value === undefined) return [];
  if (isListType(type)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return items.flatMap((item, index) => issuesOf(item, type.ofType, Array.isArray(value) ? [...path, index] : path));
  }
  if (isInputObjectType(type)) {
    if (!isObject(value)) return [{ path, message: 'must be an object' }];
    const fields = type.getFields();
    const unknown = Object.keys(value).filter((name) => !Object.hasOwn(fields, name));
    return [
      ...Object.values(fields).flatMap((field) => {
        if (value[field.name] === undefined && !isRequiredInputField(field)) return [];
        return issuesOf(value[field.name], field.type, [...path, field.name]);
      }),
      ...unknown.map((name) => ({ path: [...path, name.slice(0, 64)], message: 'is not known' })),
    ];
  }
  try {
    type.parseValue(value);
    return [];
  } catch {
    const wanted = isEnumType(type)
      ? `one of ${type
          .getValues()
          .map(({ name }) => name)
          .join(', ')}`
      : `of type ${type.name}`;
    return [{ path, message: `must be ${wanted}` }];
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
