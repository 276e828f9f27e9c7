import { useState } from 'react';
import { DownloadButton } from '../exports/DownloadButton.tsx';
import { TimeZoneOptions } from '../time/TimeZoneOptions.tsx';
import { ownTimeZone } from '../time/zones.ts';
import { DeskDialog } from './DeskDialog.tsx';
import { EXPORT_COLUMNS, type ExportColumn, exportPath, USUAL_COLUMNS } from './export.ts';
import type { DeskFilter } from './filter.ts';

/** Exports what the filter shows, all of it: asks for the columns, and the zone of its times. */
export function ExportButton({ filter }: { filter: DeskFilter }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="plain small" onClick={() => setOpen(true)}>
        Export
      </button>
      {isOpen && (
        <DeskDialog title="Export as CSV" closed={() => setOpen(false)}>
          {(close) => <ExportForm filter={filter} close={close} />}
        </DeskDialog>
      )}
    </>
  );
}

function ExportForm({ filter, close }: { filter: DeskFilter; close: () => void }) {
  const [zone, setZone] = useState(ownTimeZone());
  const [columns, setColumns] = useState<ReadonlySet<ExportColumn>>(new Set(USUAL_COLUMNS));

  function toggle(column: ExportColumn) {
    const next = new Set(columns);
    if (!next.delete(column)) next.add(column);
    setColumns(next);
  }

  return (
    <form className="form" onSubmit={(event) => event.preventDefault()}>
      <p>Every delivery that the filter shows, also those that are not loaded yet, in the order of the list.</p>
      <label className="field">
        Times in
        <select value={zone} onChange={({ target }) => setZone(target.value)}>
          <TimeZoneOptions chosen={zone} />
        </select>
      </label>
      <fieldset className="choices">
        <legend>Columns</legend>
        {Object.entries(EXPORT_COLUMNS).map(([column, name]) => (
          <label key={column}>
            <input
              type="checkbox"
              checked={columns.has(column as ExportColumn)}
              onChange={() => toggle(column as ExportColumn)}
            />
            {name}
          </label>
        ))}
      </fieldset>
      <div className="actions">
        {columns.size === 0 ? (
          <p role="alert">Choose a column at least.</p>
        ) : (
          <DownloadButton
            label="Export"
            className=""
            path={() => exportPath(filter, { zone, columns: [...columns], now: new Date() })}
          />
        )}
        <button type="button" className="plain" onClick={close}>
          Close
        </button>
      </div>
    </form>
  );
}
