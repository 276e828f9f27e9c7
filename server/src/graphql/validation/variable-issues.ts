/**
 * What is wrong with the variables of an operation: up to 50 issues at once, each at its place, which begins at the argument,
 * and without the values that graphql-js's own messages repeat.
 */
import {
  type DocumentNode,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
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
import { createIssues, type Fault, type InputIssue, type Issues } from '../../request-error.ts';
import { placesThatNeed } from './null-for-default.ts';
import { listFault, textFault } from './text-rule.ts';

/** The domain's rules for an input, by the name of its type. */
export type InputRules = Readonly<Record<string, (input: unknown) => readonly InputIssue[]>>;

/** Where the value is that is checked: one list that grows and shrinks with the walk, and is copied for an issue alone. */
type Path = (string | number)[];

/**
 * The issues of the variables, as many as a caller gets; none when they fit their types. The rules of an input are applied here
 * only when it does not fit, so that all its issues come at once; the domain applies them to one that fits.
 */
export function variableIssues(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
  rules: InputRules = {},
): readonly InputIssue[] {
  const operation = getOperationAST(document, operationName);
  const all = createIssues();
  for (const { variable, type: node, defaultValue } of operation?.variableDefinitions ?? []) {
    const type = typeFromAST(schema, node);
    const name = variable.name.value;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (!isInputType(type) || (value === undefined && (defaultValue !== undefined || !isNonNullType(type)))) continue;
    if (operation && value === null && defaultValue !== undefined) {
      for (const path of placesThatNeed(schema, document, operation, name)) all.add(path, NEEDED);
    }
    const own = createIssues();
    findIssues(value, type, [], own);
    if (own.found.length === 0) continue;
    const argument = argumentOf(document, name);
    const inner = isNonNullType(type) ? type.ofType : type;
    const ruled = isInputObjectType(inner) && isObject(value) ? (rules[inner.name]?.(value) ?? []) : [];
    const found = own.found.map((issue) => ({ ...issue, path: [argument, ...issue.path] }));
    const known = new Set(found.map(({ path }) => path.join('.')));
    const others = ruled.filter(({ path }) => !known.has(path.join('.')));
    for (const { path, ...fault } of [...found, ...others]) all.add(path, fault);
    if (all.full) break;
  }
  return all.found;
}

const NEEDED: Fault = { code: 'REQUIRED', message: 'is needed' };

/** The argument that a variable is passed to: callers know arguments, and may give variables any name. */
function argumentOf(document: DocumentNode, variable: string): string {
  let argument: string | null = null;
  visit(document, {
    Argument({ name, value }) {
      if (value.kind === Kind.VARIABLE && value.name.value === variable) argument ??= name.value;
    },
  });
  return argument ?? variable;
}

function findIssues(value: unknown, type: GraphQLInputType, path: Path, issues: Issues): void {
  if (issues.full) return;
  if (isNonNullType(type)) {
    if (value === null || value === undefined) issues.add(path, NEEDED);
    else findIssues(value, type.ofType, path, issues);
    return;
  }
  if (value === null || value === undefined) return;
  if (isListType(type)) findListIssues(value, type.ofType, path, issues);
  else if (isInputObjectType(type)) findFieldIssues(value, type, path, issues);
  else {
    const fault = leafFault(value, type);
    if (fault !== null) issues.add(path, fault);
  }
}

function findListIssues(value: unknown, type: GraphQLInputType, path: Path, issues: Issues): void {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const fault = listFault(items.length);
  if (fault !== null) {
    issues.add(path, fault);
    return;
  }
  for (const [index, item] of items.entries()) {
    if (Array.isArray(value)) path.push(index);
    findIssues(item, type, path, issues);
    if (Array.isArray(value)) path.pop();
  }
}

function findFieldIssues(value: unknown, type: GraphQLInputObjectType, path: Path, issues: Issues): void {
  if (!isObject(value)) {
    issues.add(path, { code: 'INVALID_TYPE', message: 'must be an object' });
    return;
  }
  const fields = type.getFields();
  for (const field of Object.values(fields)) {
    const given = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    if (given === undefined && !isRequiredInputField(field)) continue;
    path.push(field.name);
    findIssues(given, field.type, path, issues);
    path.pop();
  }
  for (const name of Object.keys(value)) {
    if (issues.full) return;
    if (!Object.hasOwn(fields, name)) issues.add([...path, name], { code: 'INVALID_TYPE', message: 'is not known' });
  }
}

function leafFault(value: unknown, type: GraphQLLeafType): Fault | null {
  const fault = typeof value === 'string' ? textFault(value, type) : null;
  if (fault !== null) return fault;
  try {
    type.parseValue(value);
    return null;
  } catch {
    if (!isEnumType(type)) return { code: 'INVALID_TYPE', message: `must be of type ${type.name}` };
    const names = type.getValues().map(({ name }) => name);
    return { code: 'INVALID_VALUE', message: `must be one of ${names.join(', ')}` };
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
