import { type ReactNode, useEffect, useRef } from 'react';

/** A page's heading and, as text, its title. It takes the focus when a page follows another, so that readers hear it. */
export function Heading({ children, title }: { children: ReactNode; title?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const name = title ?? (typeof children === 'string' ? children : 'Belltower');

  useEffect(() => {
    document.title = `${name} · Belltower`;
  }, [name]);

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
