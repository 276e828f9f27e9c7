/** Promise: the size of a document is limited before it is executed, in the same way on every transport. */
import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { mergeRule, refuse } from './merge-limit.ts';

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
