/**
 * Promise: a document is parsed and validated once for all callers who send it, in time proportional to its tokens: one that is
 * too large is refused before the specification's rules compare its fields with each other.
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
import { subscriptionRootRule } from './subscription-root.ts';

/** A document that was parsed and validated, or why it is refused. */
export type ReadDocument = ValidDocument | { readonly kind: 'refused'; readonly errors: readonly GraphQLError[] };

interface ValidDocument {
  readonly kind: 'valid';
  readonly text: string;
  readonly document: DocumentNode;
}

/** Parses and validates documents, and caches those that were used last. */
export interface DocumentCache {
  read(text: string): ReadDocument;
}

/** What documents are validated with. */
export interface DocumentCacheOptions {
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  /** Whether introspection is allowed. */
  readonly introspection: boolean;
  /** How many tokens the cached documents have together, of some 400 bytes each. @default 50_000 */
  readonly cachedTokens?: number;
}

/** Enough errors to correct a document. */
const MOST_ERRORS = 20;

/** Makes the cache of documents, with the same rules for every transport. */
export function createDocumentCache(options: DocumentCacheOptions): DocumentCache {
  const { schema, limits, introspection, cachedTokens = 50_000 } = options;
  const own = [...limitRules(limits), subscriptionRootRule];
  const specified = [...specifiedRules, ...(introspection ? [] : [NoSchemaIntrospectionCustomRule])];
  const validation = { maxErrors: MOST_ERRORS, hideSuggestions: !introspection };
  const known = new Map<string, ValidDocument>();
  let tokens = 0;

  function check(text: string): ReadDocument {
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

  function cache(document: ValidDocument): void {
    known.set(document.text, document);
    tokens += weightOf(document);
    for (const [text, oldest] of known) {
      if (tokens <= cachedTokens) break;
      known.delete(text);
      tokens -= weightOf(oldest);
    }
  }

  return {
    read(text) {
      const cached = known.get(text);
      if (cached !== undefined) {
        known.delete(text);
        known.set(text, cached);
        return cached;
      }
      const read = check(text);
      if (read.kind === 'valid') cache(read);
      return read;
    },
  };
}

/** In tokens. The text counts too: comments have no tokens. */
function weightOf({ text, document }: ValidDocument): number {
  return (document.tokenCount ?? 0) + Math.ceil(text.length / 200);
}

function refused(errors: readonly unknown[], code: string): ReadDocument {
  return { kind: 'refused', errors: errors.map((error) => coded(error, code)) };
}

/** The error with its code, in the form that Apollo Server gives it over HTTP. */
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
