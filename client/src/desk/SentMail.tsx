import { useId, useState } from 'react';
import { When } from '../appointments/When.tsx';
import type { DeskMessage } from './documents.ts';
import { mailDocument } from './sent.ts';

/** A mail with its headers: as it looks, as plain text, and the calendar entry in it. */
export function SentMail({ message, html, timeZone }: { message: DeskMessage; html: string; timeZone: string }) {
  const { subject, from, to, replyTo, text, calendar } = message;
  const [view, setView] = useState('Mail');
  const [width, setWidth] = useState('Phone');
  const [colours, setColours] = useState('Light');
  const scheme = colours === 'Dark' ? 'dark' : 'light';
  return (
    <>
      <dl className="sent-details">
        <Entry name="Subject" value={subject} />
        <Entry name="From" value={from} />
        <Entry name="To" value={to} />
        <Entry name="Answers to" value={replyTo} />
      </dl>
      <div className="sent-choices">
        <Choice
          name="Show"
          options={['Mail', 'Plain text', ...(calendar === null ? [] : ['Calendar entry'])]}
          chosen={view}
          choose={setView}
        />
        {view === 'Mail' && (
          <>
            <Choice name="Width" options={['Phone', 'Desktop']} chosen={width} choose={setWidth} />
            <Choice name="Colours" options={['Light', 'Dark']} chosen={colours} choose={setColours} />
          </>
        )}
      </div>
      {view === 'Mail' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
        <section className="sent-frame" aria-label="How the mail looks" tabIndex={0}>
          <iframe
            sandbox=""
            referrerPolicy="no-referrer"
            title={`The mail, ${width.toLowerCase()}, ${scheme}`}
            data-width={width.toLowerCase()}
            srcDoc={mailDocument(html, scheme)}
          />
        </section>
      )}
      {view === 'Plain text' && <pre className="sent-text">{text}</pre>}
      {view === 'Calendar entry' && calendar !== null && (
        <dl className="sent-details">
          {calendar.isCancelled && <Entry name="Does" value="Removes the entry from their calendar" />}
          <Entry name="Title" value={calendar.summary} />
          <dt>Begins</dt>
          <dd>
            <When time={calendar.start} timeZone={timeZone} />
          </dd>
          <dt>Ends</dt>
          <dd>
            <When time={calendar.end} timeZone={timeZone} />
          </dd>
          <Entry name="Place" value={calendar.location} />
          <Entry name="Page" value={calendar.url} />
          <Entry name="Says" value={calendar.description} />
        </dl>
      )}
    </>
  );
}

function Entry({ name, value }: { name: string; value: string | null }) {
  if (value === null) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </>
  );
}

function Choice({
  name,
  options,
  chosen,
  choose,
}: {
  name: string;
  options: readonly string[];
  chosen: string;
  choose: (option: string) => void;
}) {
  const group = useId();
  return (
    <fieldset>
      <legend>{name}</legend>
      {options.map((option) => (
        <label key={option}>
          <input type="radio" name={group} checked={option === chosen} onChange={() => choose(option)} /> {option}
        </label>
      ))}
    </fieldset>
  );
}
