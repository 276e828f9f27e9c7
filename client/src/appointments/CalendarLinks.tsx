import { useState } from 'react';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemFor } from '../api/problem.ts';
import { text } from '../language/text.ts';
import type { CalendarEntry, EntryWords } from './calendar.ts';
import { calendarLinks } from './calendar-links.ts';

/** Adds the appointment to a calendar, by its page or by a file. What makes the file is loaded only then. */
export function CalendarLinks({ entry }: { entry: CalendarEntry }) {
  const [isFailed, setFailed] = useState(false);

  async function download() {
    try {
      const { calendarFile } = await import('./calendar.ts');
      save(calendarFile(entry, entryWords(entry)), `appointment-${entry.time.slice(0, 10)}.ics`);
      setFailed(false);
    } catch {
      setFailed(true); // it could not be loaded
    }
  }

  return (
    <>
      <div className="actions">
        <span id="calendars">{text('calendar.add')}</span>
        <ul className="actions" aria-labelledby="calendars">
          {calendarLinks({ ...entry, title: entry.title ?? text('appointment') }).map(({ name, href }) => (
            <li key={name}>
              <a className="plain" href={href} target="_blank" rel="noopener noreferrer">
                {name}
              </a>
            </li>
          ))}
          <li>
            <button type="button" className="plain" onClick={download}>
              {text('calendar.file')}
            </button>
          </li>
        </ul>
      </div>
      {isFailed && <ProblemNotice problem={{ ...problemFor('NETWORK'), retryable: true }} retry={download} />}
    </>
  );
}

/** What the entry says in words, in the page's language. */
function entryWords({ title, reference }: CalendarEntry): EntryWords {
  return { summary: title ?? text('appointment'), description: text('calendar.reference', { reference }) };
}

function save(content: string, name: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'text/calendar;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url)); // after the browser has taken it up
}
