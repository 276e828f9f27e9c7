import { useState } from 'react';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemFor } from '../api/problem.ts';
import type { CalendarEntry } from './calendar.ts';

/** Downloads the appointment as a calendar file. What makes the file is loaded only now. */
export function CalendarButton({ entry }: { entry: CalendarEntry }) {
  const [isFailed, setFailed] = useState(false);

  async function download() {
    try {
      const { calendarFile } = await import('./calendar.ts');
      save(calendarFile(entry), `appointment-${entry.time.slice(0, 10)}.ics`);
      setFailed(false);
    } catch {
      setFailed(true); // it could not be loaded
    }
  }

  return (
    <>
      <button type="button" className="plain" onClick={download}>
        Add to calendar
      </button>
      {isFailed && <ProblemNotice problem={{ ...problemFor('NETWORK'), retryable: true }} retry={download} />}
    </>
  );
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/calendar;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url)); // after the browser has taken it up
}
