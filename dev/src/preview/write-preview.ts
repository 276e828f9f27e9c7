import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, pageOf } from './page.ts';
import type { RenderedSample } from './render-samples.ts';

/** Writes every message as a file below a folder, and the page that shows them. Answers the page's path. */
export function writePreview(folder: string, rendered: readonly RenderedSample[]): string {
  for (const one of rendered) {
    const { mail, darkHtml, sms } = one;
    const own = join(folder, folderOf(one));
    mkdirSync(own, { recursive: true });
    const files = {
      'mail.html': mail.html,
      'mail.dark.html': darkHtml,
      'mail.txt': mail.text,
      'sms.txt': sms.body,
      ...(mail.calendar && { 'appointment.ics': mail.calendar.content }),
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(own, name), content);
  }
  const page = join(folder, 'index.html');
  writeFileSync(page, pageOf(rendered));
  return page;
}
