/** Who looks at a page. For words and for what is offered only: the server decides what they may do. */
export interface Viewer {
  readonly role: 'customer' | 'staff' | 'guest';
  /** Who it is; null for a guest. */
  readonly sub: string | null;
}
