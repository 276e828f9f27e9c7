/**
 * Goes to a link's address at once: the page renders with it before this returns, so that a control whose value is kept
 * in the address does not flicker. With `replace`, it is no step to go back to.
 */
export function navigate(href: string, { replace }: { readonly replace: boolean }): void {
  if (replace) window.history.replaceState(null, '', href);
  else window.history.pushState(null, '', href);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}
