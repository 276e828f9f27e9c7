/**
 * Rows as CSV (RFC 4180, UTF-8 with a byte order mark). A cell that a spreadsheet would take for a formula begins with an apostrophe
 * (OWASP, "CSV Injection").
 */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';

/** One cell. */
export type CellValue = string | number | null;

/** A stream of CSV that reads no further rows than are taken from it. The first of them are read already. */
export function csvOf(columns: readonly string[], pages: AsyncIterator<readonly (readonly CellValue[])[]>): Readable {
  const rows = Readable.from(rowsOf(pages), { highWaterMark: 16 });
  const csv = stringify({
    columns: [...columns],
    header: true,
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
  rows.once('error', (error) => csv.destroy(error));
  csv.once('close', () => rows.destroy());
  return rows.pipe(csv);
}

async function* rowsOf(pages: AsyncIterator<readonly (readonly CellValue[])[]>): AsyncGenerator<readonly CellValue[]> {
  try {
    for (;;) {
      const { value, done } = await pages.next();
      if (done === true) return;
      yield* value;
    }
  } finally {
    await pages.return?.();
  }
}
