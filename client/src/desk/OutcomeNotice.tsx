/** What came of something done to a delivery: done, refused for good, or not known, which its form tells. */
export type Outcome =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'in-doubt' };

/** Tells what came of it, to screen readers too; `outcome` is null before anything was done. */
export function OutcomeNotice({ outcome }: { outcome: Outcome | null }) {
  return (
    <div role="status">
      {outcome !== null && outcome.kind !== 'in-doubt' && (
        <p className={outcome.kind === 'refused' ? 'notice warn' : 'notice'} data-outcome={outcome.kind}>
          {outcome.text}
        </p>
      )}
    </div>
  );
}
