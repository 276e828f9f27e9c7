import type { ReactNode } from 'react';
import { rich } from '../language/rich.ts';
import { text } from '../language/text.ts';
import { Heading } from '../routing/Heading.tsx';

/** A part of a page that could not be loaded: the connection, or a newer version that has replaced it. */
export class NotLoaded extends Error {
  override readonly name = 'NotLoaded';
}

/** Loads a part of the page for `lazy`; a load that fails is `NotLoaded`. */
export function loading<Part>(load: () => Promise<Part>): () => Promise<Part> {
  return () =>
    load().catch((cause: unknown) => {
      throw new NotLoaded('A part of the page could not be loaded.', { cause });
    });
}

/** What stands in the place of a page that failed: what happened, and in `children` what can be done. */
export function Failure({ what, cause, children }: { what: string; cause?: unknown; children: ReactNode }) {
  return (
    <main className="page narrow">
      <Heading>{text('failure.heading')}</Heading>
      <div className="card stack">
        <div role="alert">
          <p>{what}</p>
          {cause !== undefined && (
            <p className="quiet">{rich('failure.cause', { cause: <code key="cause">{String(cause)}</code> })}</p>
          )}
        </div>
        <div className="actions">{children}</div>
      </div>
    </main>
  );
}
