/** GraphQL operations that a schema allows, or nearly: every field and argument may come up, with values good and bad. */
import fc, { type GeneratorValue } from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationTypeNode,
} from 'graphql';
import { anyInteger, anyJson, anyText } from './hostile-values.ts';

/** An operation as a client sends it. */
export interface FuzzedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const DEEPEST = 7;
// what is drawn is compared by its function when a case is shrunk
const someJson = () => anyJson;
const someInteger = () => anyInteger;
const someText = () => anyText;

/** Draws one operation of a kind. `ids` are some that exist, so that what they lead to comes up too. */
export function operationOf(
  draw: GeneratorValue,
  schema: GraphQLSchema,
  kind: OperationTypeNode,
  ids: readonly string[],
): FuzzedOperation {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const root = schema.getRootType(kind);
  if (root === null || root === undefined) throw new Error(`the schema has no ${kind}`);
  const selection = selectionOf(root, 0);
  const head = declared.length === 0 ? '' : `(${declared.join(', ')})`;
  return { query: `${kind} ${head} ${selection}`, variables };

  function oneOf<T>(values: readonly T[]): T {
    const value = values[draw(fc.integer, { min: 0, max: values.length - 1 })];
    if (value === undefined) throw new Error('there is nothing to choose from');
    return value;
  }

  function chance(percent: number): boolean {
    return draw(fc.integer, { min: 0, max: 99 }) < percent;
  }

  function selectionOf(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    if (!isObjectType(named)) return '';
    const fields = Object.values(named.getFields());
    const wide = depth < 2 ? 2 : 4;
    const chosen = fields.filter((field) => isLeafType(getNamedType(field.type)) || depth < DEEPEST);
    const count = draw(fc.integer, { min: 1, max: depth === 0 && kind === 'subscription' ? 1 : wide });
    const picked = Array.from({ length: count }, () => oneOf(chosen));
    const parts = picked.map((field, n) => {
      const passed = field.args.filter((argument) => isNonNullType(argument.type) || chance(50)).map(argumentOf);
      const list = passed.length === 0 ? '' : `(${passed.join(', ')})`;
      const directive = chance(4) ? directiveOf() : '';
      return `${chance(20) ? `a${n}: ` : ''}${field.name}${list}${directive}${selectionOf(field.type, depth + 1)}`;
    });
    return `{ ${[...parts, ...(chance(20) ? ['__typename'] : [])].join(' ')} }`;
  }

  function argumentOf(argument: GraphQLArgument): string {
    const value = drawnFor(argument.type);
    if (chance(30) && literalOf(argument.type, value) !== null)
      return `${argument.name}: ${literalOf(argument.type, value)}`;
    const name = `v${declared.length}`;
    const preset = isNonNullType(argument.type) && chance(20) ? literalOf(argument.type, value) : null;
    declared.push(
      preset === null ? `$${name}: ${argument.type}` : `$${name}: ${getNullableType(argument.type)} = ${preset}`,
    );
    if (preset !== null && chance(50)) variables[name] = null;
    else if (value !== undefined) variables[name] = value;
    return `${argument.name}: $${name}`;
  }

  function directiveOf(): string {
    const name = `v${declared.length}`;
    declared.push(oneOf([`$${name}: Boolean!`, `$${name}: Boolean = false`]));
    variables[name] = oneOf([true, false, null, 'x']);
    return ` @${oneOf(['skip', 'include'])}(if: $${name})`;
  }

  function drawnFor(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return chance(4) ? null : drawnFor(type.ofType);
    if (chance(5)) return null;
    if (chance(5)) return draw(someJson);
    if (isListType(type)) {
      return Array.from({ length: draw(fc.integer, { min: 0, max: chance(5) ? 150 : 4 }) }, () =>
        drawnFor(type.ofType),
      );
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(({ type: of }) => isNonNullType(of) || chance(60));
      return Object.fromEntries(fields.map((field) => [field.name, drawnFor(field.type)]));
    }
    if (isEnumType(type)) return oneOf(type.getValues()).name;
    return scalarOf(getNamedType(type).name);
  }

  function scalarOf(name: string): unknown {
    if (name === 'Boolean') return draw(fc.boolean);
    if (name === 'Int') return draw(someInteger);
    if (chance(50)) {
      if (name === 'DateTime') return new Date(Date.now() + draw(fc.integer, { min: 60_000, max: 1e10 })).toISOString();
      if (name === 'EmailAddress') return 'fuzz@example.com';
      if (name === 'PhoneNumber') return '+15555550123';
      if (name === 'ID' && ids.length > 0) return oneOf(ids);
    }
    return draw(someText);
  }
}

/** A value as it stands in a document; null where it cannot. */
function literalOf(type: GraphQLInputType, value: unknown): string | null {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  return isEnumType(getNamedType(type)) ? value : JSON.stringify(value);
}
