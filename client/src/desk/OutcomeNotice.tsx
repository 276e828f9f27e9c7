/** The outcome of an action on a delivery: done, refused for good, or unknown, which the form itself shows. */
export type Outcome =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'in-doubt' };

/** Shows an outcome, to screen readers too; `outcome` is null before the first action. */
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
