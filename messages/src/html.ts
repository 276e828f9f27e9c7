/** The texts of an HTML mail. */
export interface HtmlMail {
  readonly lang: string;
  readonly from: string;
  readonly heading: string;
  readonly details: readonly (readonly [name: string, value: string])[];
  readonly note: string;
}

/**
 * An HTML mail that is readable on a phone: one column, at most 560 px wide, text of 16 px, styles inline (mail programs drop
 * the rest), light and dark by the reader's own colours, no picture and no link.
 */
export function renderHtml({ lang, from, heading, details, note }: HtmlMail): string {
  const rows = details.map(
    ([name, value]) =>
      `<tr><th align="left" valign="top" style="padding:6px 16px 6px 0;font-weight:normal;opacity:.7;white-space:nowrap">${escapeHtml(name)}</th>` +
      `<td valign="top" style="padding:6px 0;word-break:break-word"><strong>${escapeHtml(value)}</strong></td></tr>`,
  );
  return `<!doctype html>
<html lang="${escapeHtml(lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(heading)}</title>
</head>
<body style="margin:0;padding:24px 16px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<table role="presentation" align="center" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;margin:0 auto">
<tr><td>
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escapeHtml(heading)}</h1>
<table cellpadding="0" cellspacing="0" style="margin:0 0 16px;border-collapse:collapse">
${rows.join('\n')}
</table>
<p style="margin:0 0 16px">${escapeHtml(note)}</p>
<p style="margin:0">${escapeHtml(from)}</p>
</td></tr>
</table>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
