import { visibleText } from '@belltower/events/visible-text';

/** What was typed or pasted as a text of one line, as the server reads it; empty where nothing of it is seen. */
export function typedText(text: string): string {
  return visibleText(text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '));
}
