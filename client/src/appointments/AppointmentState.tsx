import type { ReactNode } from 'react';
import { text } from '../language/text.ts';
import type { AppointmentState as State } from './appointment-state.ts';

/** What each state shows, on a square of 24: beside its words, so it says nothing to screen readers. */
const DRAWN: Readonly<Record<State, string>> = {
  booked: 'M5 12.5l4.5 4.5L19 7.5',
  moved: 'M4 12h14M12.5 6l6 6-6 6',
  cancelled: 'M6 6l12 12M18 6L6 18',
  over: 'M12 6.5V12l3.5 2.5',
  notArrived: 'M12 5.5v8M12 17.5v.5',
};

/** How the appointment is, at one glance: a colour, a drawing and words. `children`: what else there is to say of it. */
export function AppointmentState({ state, children }: { state: State; children: ReactNode }) {
  return (
    <div className="state" data-state={state}>
      <svg className="state-icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d={DRAWN[state]} />
      </svg>
      <div className="state-words">
        <p className="state-title">{text(`state.${state}`)}</p>
        {state !== 'cancelled' && <p>{text(`state.${state}Text`)}</p>}
        {children}
      </div>
    </div>
  );
}
