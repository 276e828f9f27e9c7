/** The desk's single keys, in the order that they are shown in. */
export const KEYS = [
  { key: '/', does: 'Search; Enter goes to the first that is found' },
  { key: 'j', does: 'Next delivery' },
  { key: 'k', does: 'Previous delivery' },
  { key: 'Enter', does: 'Open the delivery' },
  { key: 'x', does: 'Select the delivery, where it failed' },
  { key: 'e', does: 'Mark as seen to: the selected ones, else this one' },
  { key: 'r', does: 'Send again: the selected ones, else this one' },
  { key: '?', does: 'Show the keys' },
] as const;

/** A key that the page acts on. Enter is the browser's: the delivery is a link. */
export type DeskKey = Exclude<(typeof KEYS)[number]['key'], 'Enter'>;

/** What a key press depends on. */
export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'isComposing' | 'defaultPrevented' | 'target'
>;

/** The key that a press is for the desk; null where it is for a field, the browser, or nothing. */
export function deskKeyOf(press: Pressed): DeskKey | null {
  if (press.ctrlKey || press.altKey || press.metaKey || press.isComposing || press.defaultPrevented) return null;
  if (press.target instanceof Element && isTyping(press.target)) return null;
  const found = KEYS.find(({ key }) => key === press.key);
  return found === undefined || found.key === 'Enter' ? null : found.key;
}

/** What takes no text: keys are free there. */
const NO_TEXT = ['checkbox', 'radio', 'button', 'submit', 'reset'];

function isTyping(element: Element): boolean {
  if (element instanceof HTMLInputElement) return !NO_TEXT.includes(element.type);
  return element.closest('textarea, select, [contenteditable]:not([contenteditable=false])') !== null;
}
