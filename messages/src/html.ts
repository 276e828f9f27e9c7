import { textColourOn } from './colour.ts';
import type { ContactSentence } from './contact.ts';
import type { Detail, Link, MailContent } from './mail-content.ts';
import type { Brand } from './settings.ts';

/**
 * An HTML mail that is readable on a phone: one column, at most 560 px wide, text of 16 px, styles inline (mail programs drop
 * many others), light and dark as the reader has it. It loads nothing but the logo.
 */
export function renderHtml(content: MailContent, brand: Brand): string {
  const { lang, direction, preheader, heading, greeting, details, button, note, contact, reason } = content;
  return `<!doctype html>
<html lang="${escapeHtml(lang)}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(heading)}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #111417 !important; }
  .card { background: #1d2226 !important; }
  .ink, .ink a { color: #e8eaec !important; }
  .quiet, .quiet a { color: #a4adb5 !important; }
  .line { border-color: #343b42 !important; }
  .logo { background: #ffffff !important; color: ${INK} !important; padding: 6px !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:${GROUND}">
<div style="display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;color:${GROUND};opacity:0">${escapeHtml(preheader)}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:${GROUND}">
<tr><td align="center" style="padding:20px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-top:6px solid ${brand.colour};border-radius:10px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<tr><td class="ink" style="padding:24px 24px 4px;color:${INK}">
${headerOf(brand)}
${greeting === null ? '' : `<p style="margin:0 0 8px">${escapeHtml(greeting)}</p>\n`}<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escapeHtml(heading)}</h1>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 20px">
${details.map(rowOf).join('\n')}
</table>
${button === null ? '' : buttonOf(button, brand.colour)}${note === null ? '' : paragraph(escapeHtml(note))}${contact === null ? '' : paragraph(contactIn(contact))}</td></tr>
</table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;font:13px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<tr><td class="quiet" style="padding:16px 24px;color:${QUIET}"><strong>${escapeHtml(brand.name)}</strong><br>${escapeHtml(reason)}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

const GROUND = '#f3f2ee';
const INK = '#1c2024';
const QUIET = '#555c63';
const LINE = '#e2e0d9';

/** The logo, or the name where there is none or it is not loaded. */
function headerOf({ name, logoUrl }: Brand): string {
  const style = 'margin:0 0 20px;font-size:18px;font-weight:bold';
  if (logoUrl === null) return `<p style="${style}">${escapeHtml(name)}</p>`;
  const image = `<img class="logo" src="${escapeHtml(logoUrl)}" alt="${escapeHtml(name)}" height="44" style="display:block;height:44px;max-width:260px;border:0;border-radius:4px">`;
  return `<div style="${style}">${image}</div>`;
}

function rowOf({ name, value, isVoid, note, before, href, link }: Detail): string {
  const plain = `<span dir="auto">${escapeHtml(value)}</span>`;
  const shown = isVoid ? `<s>${plain}</s>` : plain;
  const main = href === undefined ? shown : `<a href="${escapeHtml(href)}" style="${LINK}">${shown}</a>`;
  const more = note === undefined ? '' : `<br><span dir="auto">${quiet(note)}</span>`;
  const past =
    before === undefined
      ? ''
      : `<br><span class="quiet" style="font-size:14px;color:${QUIET}">${escapeHtml(before.name)}: <s dir="auto">${escapeHtml(before.value)}</s></span>`;
  const below = link === undefined ? '' : `<br>${linkOf(link)}`;
  return (
    `<tr><td class="line" style="padding:10px 0;border-top:1px solid ${LINE};overflow-wrap:anywhere;word-break:break-word">` +
    `${quiet(name)}<br><strong>${main}</strong>${more}${below}${past}</td></tr>`
  );
}

function quiet(text: string): string {
  return `<span class="quiet" style="font-size:14px;color:${QUIET}">${escapeHtml(text)}</span>`;
}

function buttonOf({ text, href }: Link, colour: string): string {
  return (
    '<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 20px"><tr>' +
    `<td bgcolor="${colour}" style="background:${colour};border-radius:6px"><a href="${escapeHtml(href)}" style="display:inline-block;` +
    `padding:12px 22px;font-weight:bold;text-decoration:none;color:${textColourOn(colour)} !important">${escapeHtml(text)}</a></td></tr></table>\n`
  );
}

const LINK = `color:${INK};text-decoration:underline`;

function linkOf({ text, href }: Link): string {
  return `<a href="${escapeHtml(href)}" style="${LINK}">${escapeHtml(text)}</a>`;
}

/** A telephone number stands on one line. */
function contactIn({ before, link, after }: ContactSentence): string {
  const style = link.href.startsWith('tel:') ? ' style="white-space:nowrap"' : '';
  return `${escapeHtml(before)}<span dir="ltr"${style}>${linkOf(link)}</span>${escapeHtml(after)}`;
}

function paragraph(html: string): string {
  return `<p style="margin:0 0 20px;overflow-wrap:anywhere">${html}</p>\n`;
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
