/** How often fields may share one place in the answer: the limit that keeps the specification's own rules fast. */
import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';

/** How many fields a document may expand to, and how many pairs of them may have one place in the answer. */
const MOST_FIELDS = 20_000;
const MOST_PAIRS = 10_000;

/**
 * The validation rule for how many fields share one place in the answer. The specification's rule on fields that can merge
 * compares each pair of them, in time proportional to their square: 380 times `me { id role }` blocked a server for a fifth
 * of a second.
 */
export function mergeRule(context: ValidationContext): ASTVisitor {
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

/** Refuses a document: an error with `limit` in its extensions has the code QUERY_TOO_COMPLEX. */
export function refuse(context: ValidationContext, limit: string, message: string): void {
  context.reportError(new GraphQLError(message, { extensions: { limit } }));
}
