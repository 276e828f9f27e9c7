import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import type { AnyVariables, TypedDocumentNode } from 'urql';

/**
 * A generated document as urql takes it. The generated ones are String objects, which urql does not know for text: it
 * would send an empty query for each of them.
 */
export function textOf<Result, Variables>(
  document: DocumentTypeDecoration<Result, Variables>,
): TypedDocumentNode<Result, Variables & AnyVariables> {
  return String(document) as unknown as TypedDocumentNode<Result, Variables & AnyVariables>;
}
