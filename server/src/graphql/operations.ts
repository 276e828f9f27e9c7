import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { type DocumentLimits, limitRules } from './limits.ts';

/** A document's text, read and checked once. */
export type Operation =
  | { readonly kind: 'valid'; readonly text: string; readonly document: DocumentNode }
  | { readonly kind: 'refused'; readonly errors: readonly GraphQLError[] };

/** Reads documents, and remembers those it was given last. */
export interface Operations {
  read(text: string): Operation;
}

/** What operations are read with. */
export interface OperationsOptions {
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  /** Whether the schema may be asked for. */
  readonly introspection: boolean;
  /** How many documents are remembered. @default 500 */
  readonly remembered?: number;
}

/** The same rules as over HTTP. */
export function createOperations({ schema, limits, introspection, remembered = 500 }: OperationsOptions): Operations {
  const rules = [...specifiedRules, ...limitRules(limits), ...(introspection ? [] : [NoSchemaIntrospectionCustomRule])];
  const known = new Map<string, Operation>();

  function check(text: string): Operation {
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: limits.tokens });
    } catch (error) {
      return { kind: 'refused', errors: [coded(error, 'GRAPHQL_PARSE_FAILED')] };
    }
    const errors = validate(schema, document, rules);
    if (errors.length > 0)
      return { kind: 'refused', errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };
    return { kind: 'valid', text, document };
  }

  return {
    read(text) {
      const operation = known.get(text) ?? check(text);
      known.delete(text);
      known.set(text, operation);
      const [oldest] = known.keys();
      if (known.size > remembered && oldest !== undefined) known.delete(oldest);
      return operation;
    },
  };
}

/** The error with its code, as Apollo Server gives it over HTTP. */
function coded(error: unknown, code: string): GraphQLError {
  if (!(error instanceof GraphQLError)) throw error;
  const { message, nodes, source, positions, extensions } = error;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions: { ...extensions, code },
  });
}
