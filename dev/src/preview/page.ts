import { escapeHtml } from '../escape-html.ts';
import type { RenderedSample } from './render-samples.ts';

/** The folder of a sample's files, below the page. */
export function folderOf({ locale, kind, sample }: RenderedSample): string {
  return `${locale}/${kind}/${sample.name}`;
}

/** The page that shows messages side by side. Pure. */
export function pageOf(rendered: readonly RenderedSample[]): string {
  const locales = [...new Set(rendered.map(({ locale }) => locale))];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Messages</title>
<style>${STYLE}</style>
</head>
<body>
<nav>${locales.map((locale) => `<a href="#${locale}">${locale}</a>`).join(' ')}</nav>
${locales.map((locale) => sectionOf(locale, rendered)).join('\n')}
</body>
</html>
`;
}

function sectionOf(locale: string, rendered: readonly RenderedSample[]): string {
  const own = rendered.filter((one) => one.locale === locale);
  return `<h1 id="${locale}">${locale}</h1>\n${own.map(articleOf).join('\n')}`;
}

function articleOf(one: RenderedSample): string {
  const { kind, sample, mail } = one;
  const folder = folderOf(one);
  const frame = (title: string, file: string, width: number) =>
    `<figure style="width:${width}px"><figcaption><a href="${folder}/${file}">${title}</a></figcaption>` +
    `<iframe loading="lazy" sandbox src="${folder}/${file}" title="${title}"></iframe></figure>`;
  return `<article>
<h2>${escapeHtml(sample.about)} <small>${kind}, ${sample.name}</small></h2>
<p>Subject: <strong dir="auto">${escapeHtml(mail.subject)}</strong></p>
<div class="row">
${frame('Phone', 'mail.html', 390)}
${frame('Dark', 'mail.dark.html', 390)}
${frame('Desktop', 'mail.html', 640)}
<figure class="text"><figcaption><a href="${folder}/mail.txt">Plain text</a></figcaption><pre>${escapeHtml(mail.text)}</pre></figure>
<figure class="sms"><figcaption><a href="${folder}/sms.txt">SMS</a></figcaption>${smsOf(one)}</figure>
${mail.calendar === undefined ? '' : `<figure class="text"><figcaption><a href="${folder}/appointment.ics">Calendar entry</a></figcaption><pre>${escapeHtml(mail.calendar.content)}</pre></figure>`}
</div>
</article>`;
}

function smsOf({ sms, segments: { encoding, texts } }: RenderedSample): string {
  const parts = texts.map((text, at) => `<span title="Segment ${at + 1}">${escapeHtml(text)}</span>`).join('');
  const leftOut = sms.leftOut.map(({ of, why, text }) => `<li>${of}, ${why}: <bdi>${escapeHtml(text)}</bdi></li>`);
  return `<p class="bubble" dir="auto">${parts}</p>
<p>${texts.length} segment${texts.length === 1 ? '' : 's'}, ${encoding}, ${sms.body.length} characters</p>
${leftOut.length === 0 ? '' : `<p>Left out:</p><ul>${leftOut.join('')}</ul>`}`;
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 0 1.5rem 3rem; }
nav { position: sticky; top: 0; padding: .75rem 0; background: Canvas; z-index: 1; }
nav a { margin-inline-end: 1rem; }
h2 small { font-weight: normal; opacity: .7; }
article { border-top: 1px solid #8886; padding-bottom: 1rem; }
.row { display: flex; gap: 1rem; flex-wrap: wrap; align-items: flex-start; padding-bottom: .5rem; }
figure { margin: 0; flex: none; }
figcaption { margin-bottom: .25rem; }
iframe { width: 100%; height: 880px; border: 1px solid #8886; border-radius: 8px; background: #fff; }
pre { margin: 0; padding: .75rem; border: 1px solid #8886; border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
.text { width: 30rem; }
.sms { width: 20rem; }
.bubble { margin: 0; padding: .75rem 1rem; border-radius: 1.1rem; background: #e5e5ea; color: #111; overflow-wrap: anywhere; white-space: pre-wrap; }
.bubble span:nth-child(even) { background: #ffe08a; }
`;
