/**
 * Promise: a document is read once for all who send it, and costs time in proportion to its tokens: what is too large is
 * refused before the specification's rules compare its fields with each other.
 */
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { badInput } from '../../request-error.ts';
import { refusalBeforeExecution } from '../errors.ts';
import { type DocumentLimits, LONGEST_DOCUMENT, limitRules } from './document-limits.ts';
import { literalIssues } from './literal-issues.ts';

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
  /** How many tokens the remembered documents have together: some 400 bytes each. @default 50_000 */
  readonly rememberedTokens?: number;
}

/** An error for each is enough to correct a document. */
const MOST_ERRORS = 20;

/** The same rules for every transport. */
export function createOperations(options: OperationsOptions): Operations {
  const { schema, limits, introspection, rememberedTokens = 50_000 } = options;
  const own = limitRules(limits);
  const specified = [...specifiedRules, ...(introspection ? [] : [NoSchemaIntrospectionCustomRule])];
  const validation = { maxErrors: MOST_ERRORS, hideSuggestions: !introspection };
  const known = new Map<string, Operation & { readonly kind: 'valid' }>();
  let tokens = 0;

  function check(text: string): Operation {
    if (text.length > LONGEST_DOCUMENT) {
      const message = `The document has ${text.length} characters; at most ${LONGEST_DOCUMENT} are allowed`;
      return refused([new GraphQLError(message, { extensions: { limit: 'characters' } })], 'QUERY_TOO_COMPLEX');
    }
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: limits.tokens });
    } catch (error) {
      return refused([error], 'GRAPHQL_PARSE_FAILED');
    }
    for (const rules of [own, specified]) {
      const errors = validate(schema, document, rules, validation);
      if (errors.length > 0) return refused(errors, 'GRAPHQL_VALIDATION_FAILED');
    }
    const issues = literalIssues(schema, document);
    if (issues.length > 0) return { kind: 'refused', errors: [refusalBeforeExecution(badInput(issues))] };
    return { kind: 'valid', text, document };
  }

  function remember(operation: Operation & { readonly kind: 'valid' }): void {
    known.set(operation.text, operation);
    tokens += weightOf(operation);
    for (const [text, oldest] of known) {
      if (tokens <= rememberedTokens) break;
      known.delete(text);
      tokens -= weightOf(oldest);
    }
  }

  return {
    read(text) {
      const remembered = known.get(text);
      if (remembered !== undefined) {
        known.delete(text);
        known.set(text, remembered);
        return remembered;
      }
      const operation = check(text);
      if (operation.kind === 'valid') remember(operation);
      return operation;
    },
  };
}

/** In tokens. A text counts, too: as many comments as it likes are none. */
function weightOf({ text, document }: Operation & { readonly kind: 'valid' }): number {
  return (document.tokenCount ?? 0) + Math.ceil(text.length / 200);
}

function refused(errors: readonly unknown[], code: string): Operation {
  return { kind: 'refused', errors: errors.map((error) => coded(error, code)) };
}

/** The error with its code, as Apollo Server gives it over HTTP. */
function coded(error: unknown, code: string): GraphQLError {
  if (!(error instanceof GraphQLError)) throw error;
  const { message, nodes, source, positions, extensions } = error;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions: { ...extensions, code, http: { status: 400 } },
  });
}
