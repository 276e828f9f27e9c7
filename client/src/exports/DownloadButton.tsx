import { useEffect, useRef, useState } from 'react';
import { useSessionStore } from '../session/use-session.ts';
import { type Downloaded, download } from './download.ts';

/** Exports what `path` says when it is pressed, or by Enter in the form around it, and says how it went. */
export function DownloadButton({
  label,
  path,
  className = 'plain small',
}: {
  label: string;
  path: () => string;
  className?: string;
}) {
  const session = useSessionStore();
  const [outcome, setOutcome] = useState<Downloaded | 'busy' | null>(null);
  const stop = useRef(new AbortController());
  useEffect(() => {
    stop.current = new AbortController();
    return () => stop.current.abort();
  }, []);

  async function start() {
    if (outcome === 'busy') return;
    setOutcome('busy');
    setOutcome(await download(session, path(), stop.current.signal));
  }

  return (
    <span className="actions">
      <button type="submit" className={className} aria-disabled={outcome === 'busy'} onClick={start}>
        {outcome === 'busy' ? 'Exporting…' : label}
      </button>
      <span role="status" className="quiet">
        {outcome !== null &&
          outcome !== 'busy' &&
          (outcome.kind === 'saved' ? `Saved as ${outcome.name}.` : outcome.message)}
      </span>
    </span>
  );
}
