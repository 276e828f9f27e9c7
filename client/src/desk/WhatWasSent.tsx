import { lazy, Suspense, useState } from 'react';
import { loading } from '../errors/Failure.tsx';
import type { DeskDetail } from './documents.ts';

const SentMessage = lazy(loading(() => import('./SentMessage.tsx')));

/** What a delivery's message says. Loaded, and queried, once staff open it; queried again after each change of the delivery. */
export function WhatWasSent({ delivery }: { delivery: DeskDetail }) {
  const [isOpen, setOpen] = useState(false);
  if (delivery.appointment === null) return null; // of another system: we do not have its event
  return (
    <details className="what-was-sent" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What was sent</summary>
      {isOpen && (
        <Suspense fallback={<p className="quiet">Loading…</p>}>
          <SentMessage delivery={delivery} timeZone={delivery.appointment.timeZone} />
        </Suspense>
      )}
    </details>
  );
}
