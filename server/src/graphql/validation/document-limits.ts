/** Promise: the size of a document is limited before it is executed, in the same way on every transport. */
import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** How large a document may be. */
export interface DocumentLimits {
  /** How deep fields may be nested. Introspection does not count. */
  readonly depth: number;
  /** How many aliases there may be in one document. */
  readonly aliases: number;
  /** How many tokens the text may have. */
  readonly tokens: number;
  /** How many values an answer may have, by the usual sizes of its lists. */
  readonly cost: number;
}

/** How long a document's text may be: 2,000 tokens of 32 characters. Comments are no tokens. */
export const LONGEST_DOCUMENT = 65_536;
const LONGEST_NAME = 255;

/** The validation rules for these limits; the parser itself counts tokens. */
export function limitRules({ depth, aliases }: DocumentLimits): ValidationRule[] {
  return [depthRule(depth), aliasRule(aliases), nameRule, mergeRule];
}

/** How many fields a document may expand to, and how many pairs of them may have one place in the answer. */
const MOST_FIELDS = 20_000;
const MOST_PAIRS = 10_000;

/**
 * The specification's rule on fields that can merge compares each pair of fields that have one place in the answer, and so takes
 * time in proportion to their square: 380 times `me { id role }` blocked a server for a fifth of a second.
 */
function mergeRule(context: ValidationContext): ASTVisitor {
  let [fields, pairs] = [0, 0];
  const isOver = () => fields > MOST_FIELDS || pairs > MOST_PAIRS;

  function collect(set: SelectionSetNode, into: Map<string, SelectionSetNode[]>, seen: Set<string>): void {
    for (const selection of set.selections) {
      if (isOver()) return;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const sets = into.get(name) ?? [];
        into.set(name, sets);
        sets.push(selection.selectionSet ?? NO_FIELDS);
        fields++;
        pairs += sets.length - 1;
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet, into, seen);
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = context.getFragment(selection.name.value);
        if (fragment) collect(fragment.selectionSet, into, seen);
      }
    }
  }

  function merge(sets: readonly SelectionSetNode[]): void {
    const merged = new Map<string, SelectionSetNode[]>();
    const seen = new Set<string>();
    for (const set of sets) collect(set, merged, seen);
    for (const inner of merged.values()) {
      const within = inner.filter((set) => set !== NO_FIELDS);
      if (within.length > 0 && !isOver()) merge(within);
    }
  }

  return {
    Document(document) {
      for (const definition of document.definitions) {
        if ('selectionSet' in definition) merge([definition.selectionSet]);
      }
      if (isOver())
        refuse(context, 'fields', 'Too many fields have one place in the answer, or fragments repeat too many');
    },
  };
}

const NO_FIELDS: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

/** Names are repeated in answers and messages. */
function nameRule(context: ValidationContext): ASTVisitor {
  return {
    Name({ value }) {
      if (value.length > LONGEST_NAME) {
        refuse(context, 'names', `A name has ${value.length} characters; at most ${LONGEST_NAME} are allowed`);
      }
    },
  };
}

function depthRule(limit: number): ValidationRule {
  return (context): ASTVisitor => ({
    OperationDefinition(node) {
      const deepest = depthOf(node.selectionSet, context, new Map());
      if (deepest > limit) refuse(context, 'depth', `Fields are nested ${deepest} deep; at most ${limit} are allowed`);
    },
  });
}

function aliasRule(limit: number): ValidationRule {
  return (context): ASTVisitor => {
    let aliases = 0;
    return {
      Field(node) {
        if (node.alias !== undefined) aliases++;
      },
      Document: {
        leave() {
          if (aliases > limit) refuse(context, 'aliases', `There are ${aliases} aliases; at most ${limit} are allowed`);
        },
      },
    };
  };
}

function refuse(context: ValidationContext, limit: string, message: string): void {
  context.reportError(new GraphQLError(message, { extensions: { limit } }));
}

/** `known` has each fragment's depth, and 0 while it is measured: another rule refuses a fragment that contains itself. */
function depthOf(set: SelectionSetNode | undefined, context: ValidationContext, known: Map<string, number>): number {
  let deepest = 0;
  for (const selection of set?.selections ?? []) {
    switch (selection.kind) {
      case Kind.FIELD:
        if (!selection.name.value.startsWith('__')) {
          deepest = Math.max(deepest, 1 + depthOf(selection.selectionSet, context, known));
        }
        break;
      case Kind.INLINE_FRAGMENT:
        deepest = Math.max(deepest, depthOf(selection.selectionSet, context, known));
        break;
      case Kind.FRAGMENT_SPREAD:
        deepest = Math.max(deepest, fragmentDepth(context.getFragment(selection.name.value), context, known));
    }
  }
  return deepest;
}

function fragmentDepth(
  fragment: FragmentDefinitionNode | null | undefined,
  context: ValidationContext,
  known: Map<string, number>,
): number {
  if (!fragment) return 0;
  const { value } = fragment.name;
  const measured = known.get(value);
  if (measured !== undefined) return measured;
  known.set(value, 0);
  const depth = depthOf(fragment.selectionSet, context, known);
  known.set(value, depth);
  return depth;
}
