import { useRef, useState } from 'react';
import { hrefOf } from '../routing/route.ts';
import { SaveView } from './SaveView.tsx';
import { useKept } from './use-kept.ts';
import { BUILT_IN, MOST_VIEWS, parseViews, type View, withView } from './views.ts';

/** Leads to filters by their names: those of every desk, and those that this browser keeps. */
export function SavedViews({ search }: { search: string }) {
  const [kept, setKept] = useKept('views', '[]');
  const [isSaving, setSaving] = useState(false);
  const save = useRef<HTMLButtonElement>(null);
  const own = parseViews(kept);
  const isKnown = [...BUILT_IN, ...own].some((view) => view.search === search);
  const keep = (views: readonly View[]) => setKept(JSON.stringify(views));
  const canSave = !isKnown && own.length < MOST_VIEWS;
  return (
    <nav className="views" aria-label="Views">
      <ul className="chips">
        {BUILT_IN.map((view) => (
          <li key={view.name}>
            <ViewLink view={view} search={search} />
          </li>
        ))}
        {own.map((view) => (
          <li key={view.name} className="own-view">
            <ViewLink view={view} search={search} />
            <button
              type="button"
              className="ghost small"
              aria-label={`Remove the view ${view.name}`}
              onClick={() => {
                keep(own.filter((other) => other !== view));
                save.current?.focus(); // this button goes
              }}
            >
              ×
            </button>
          </li>
        ))}
        <li>
          <button
            ref={save}
            type="button"
            className="ghost small"
            aria-disabled={!canSave}
            title={canSave ? undefined : isKnown ? 'This view has a name.' : `There are ${MOST_VIEWS} already.`}
            onClick={() => canSave && setSaving(true)}
          >
            Save this view
          </button>
        </li>
      </ul>
      {isSaving && <SaveView save={(name) => keep(withView(own, { name, search }))} closed={() => setSaving(false)} />}
    </nav>
  );
}

function ViewLink({ view: { name, search }, search: current }: { view: View; search: string }) {
  return (
    <a
      className="chip"
      href={hrefOf({ page: 'deliveries', search })}
      aria-current={search === current ? 'true' : undefined}
    >
      {name}
    </a>
  );
}
