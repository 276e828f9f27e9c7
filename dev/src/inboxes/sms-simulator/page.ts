import { escapeHtml } from '../../escape-html.ts';
import { type MagicNumber, magicRecipients, magicSenders } from './magic-numbers.ts';
import { countSegments, type SimulatedMessage } from './messages.ts';

const SHOWN = 200;

/** The page for people: the messages, newest first, and the magic numbers. It reloads itself every two seconds. */
export function renderPage(messages: readonly SimulatedMessage[]): string {
  const shown = messages.slice(0, SHOWN);
  const count = messages.length > SHOWN ? `the newest ${SHOWN} of ${messages.length}` : `${messages.length}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="2">
<title>SMS inbox</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>SMS inbox</h1>
<p>Every message handed to this simulator of Twilio’s Messages API (${count}). Nothing is sent to anybody.</p>
${shown.length === 0 ? '<p class="none">No messages yet.</p>' : `<ol>${shown.map(renderMessage).join('')}</ol>`}
<h2>Magic numbers</h2>
<p>Sending to one of these brings the failure beside it; every other number is delivered.</p>
${renderNumbers('To', Object.values(magicRecipients))}
${renderNumbers('From', Object.values(magicSenders))}
</main>
</body>
</html>
`;
}

function renderMessage(message: SimulatedMessage): string {
  const { sid, to, from, messagingServiceSid, body, status, errorCode, history, callbacks } = message;
  const steps = history.map((step) => `<time datetime="${step.at.toISOString()}">${step.status}</time>`).join(' → ');
  const answers = callbacks.map(({ status, answer }) => `${status} ${answer ?? 'no answer'}`).join(', ');
  const segments = countSegments(body);
  return `<li data-sid="${escapeHtml(sid)}">
<header><strong>${escapeHtml(to)}</strong> <span>from ${escapeHtml(from ?? messagingServiceSid ?? '')}</span>
<span class="status ${status}">${status}${errorCode === null ? '' : ` ${errorCode}`}</span></header>
<p>${escapeHtml(body)}</p>
<footer>${steps} · ${segments} ${segments === 1 ? 'segment' : 'segments'}${answers === '' ? '' : ` · callbacks: ${escapeHtml(answers)}`}</footer>
</li>`;
}

function renderNumbers(heading: string, numbers: readonly MagicNumber[]): string {
  const rows = numbers.map(
    ({ number, meaning }) => `<tr><td>${escapeHtml(number)}</td><td>${escapeHtml(meaning)}</td></tr>`,
  );
  return `<table><thead><tr><th>${heading}</th><th>what happens</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2.5rem 0 0; }
ol { list-style: none; margin: 1.5rem 0; padding: 0; display: grid; gap: .75rem; }
li { border: 1px solid #8884; border-radius: .75rem; padding: .75rem 1rem; }
li header { display: flex; gap: .5rem; align-items: baseline; flex-wrap: wrap; }
li p { margin: .35rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
header span, footer, .none { opacity: .75; font-size: .875rem; }
.status { margin-left: auto; border-radius: 1rem; padding: 0 .6rem; background: #8883; opacity: 1; }
.delivered { background: #2a83; } .undelivered { background: #d333; }
table { border-collapse: collapse; margin: 1rem 0; font-size: .9rem; }
th, td { text-align: left; padding: .2rem 1.5rem .2rem 0; border-bottom: 1px solid #8883; }
td:first-child { font-variant-numeric: tabular-nums; }
`;
