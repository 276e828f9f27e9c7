import { speech, text } from '../language/text.ts';

/** Stands where a page will be while its code or its answer is on the way: as wide, and about as high. */
export function PageSkeleton({ isNarrow = false }: { isNarrow?: boolean }) {
  return (
    <main className={isNarrow ? 'page narrow' : 'page'} aria-busy="true">
      <p className="visually-hidden">{speech() === null ? null : text('loading')}</p>
      <Skeleton />
    </main>
  );
}

/** Grey lines for a heading and a block of text. They say nothing to screen readers. */
export function Skeleton({ hasHeading = true }: { hasHeading?: boolean }) {
  return (
    <div className="skeleton" aria-hidden="true">
      {hasHeading && <div className="skeleton-heading" />}
      <div className="card skeleton-card">
        <div className="skeleton-line" />
        <div className="skeleton-line" />
        <div className="skeleton-line" />
        <div className="skeleton-line" />
      </div>
    </div>
  );
}
