import { text } from '../language/text.ts';

/** Stands where the list will be: as many cards as fill a screen. */
export function ListSkeleton() {
  return (
    <div aria-busy="true">
      <p className="visually-hidden">{text('loading')}</p>
      <ul className="cards skeleton" aria-hidden="true">
        {[1, 2, 3, 4, 5].map((card) => (
          <li key={card} className="card skeleton-card skeleton-row">
            <div className="skeleton-line" />
            <div className="skeleton-line" />
          </li>
        ))}
      </ul>
    </div>
  );
}
