import type { ReactNode } from 'react';
import { text } from '../language/text.ts';
import { hrefOf, type Route } from '../routing/route.ts';

/** A page of the navigation. */
export interface PageLink {
  readonly page: 'home' | 'book' | 'appointments' | 'deliveries' | 'statistics';
  readonly name: string;
}

/** Links to the pages; `before` and `after` go around a page's name. */
export function PageLinks({
  pages,
  current,
  before,
  after,
}: {
  pages: readonly PageLink[];
  current: Route['page'];
  before?: (page: PageLink['page']) => ReactNode;
  after?: (page: PageLink['page']) => ReactNode;
}) {
  return (
    <nav aria-label={text('nav.pages')}>
      {pages.map(({ page, name }) => (
        <a key={page} href={hrefOf({ page })} aria-current={page === current ? 'page' : undefined}>
          {before?.(page)}
          {name}
          {after?.(page)}
        </a>
      ))}
    </nav>
  );
}
