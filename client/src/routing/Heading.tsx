import { createContext, type ReactNode, use, useEffect, useRef } from 'react';

/** Sends the focus to the page's heading, when what had it has gone. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('h1')?.focus();
}

/** How many things need the person: a number before every page's title, where there are any. */
export const NeedsContext = createContext(0);

/** A page's title, as the tab shows it. */
export function titleOf(name: string, needs: number): string {
  return `${needs > 0 ? `(${needs}) ` : ''}${name} · Belltower`;
}

/** A page's heading and, as text, its title. It takes the focus when a page follows another, so that readers hear it. */
export function Heading({ children, title }: { children: ReactNode; title?: string }) {
  const needs = use(NeedsContext);
  const heading = useRef<HTMLHeadingElement>(null);
  const name = title ?? (typeof children === 'string' ? children : 'Belltower');

  useEffect(() => {
    document.title = titleOf(name, needs);
  }, [name, needs]);

  useEffect(() => {
    // On the first page of a visit, the focus belongs to the browser.
    if (document.body.dataset.visited === 'true') heading.current?.focus();
    document.body.dataset.visited = 'true';
  }, []);

  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
