import { createElement, Fragment, type ReactNode } from 'react';
import { format, type TextId } from './text.ts';

/** A text with elements for placeholders: a link, a time, a name. */
export function rich(id: TextId, values: Readonly<Record<string, ReactNode>>): ReactNode {
  const formatted = format(id, values);
  const parts: readonly ReactNode[] = Array.isArray(formatted) ? formatted : [String(formatted)];
  return createElement(Fragment, null, ...parts);
}
