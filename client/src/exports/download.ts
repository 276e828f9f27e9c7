import type { SessionStore } from '../session/session.ts';

/** How a download went. */
export type Downloaded =
  | { readonly kind: 'saved'; readonly name: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Fetches a file with the session's token, and has the browser save it under the name that the server gives it. */
export async function download(
  session: Pick<SessionStore, 'token' | 'end'>,
  path: string,
  signal?: AbortSignal,
): Promise<Downloaded> {
  try {
    const headers = { authorization: `Bearer ${await session.token(false)}` };
    const answer = await fetch(path, { headers, ...(signal && { signal }) });
    if (answer.status === 401) session.end();
    if (!answer.ok) return { kind: 'failed', message: await reasonOf(answer) };
    const name = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'export.csv';
    save(await answer.blob(), name);
    return { kind: 'saved', name };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'failed', message: 'Stopped.' };
    return { kind: 'failed', message: 'It did not come through in full. Check your connection, and export it again.' };
  }
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers begin to read it later
}

async function reasonOf(answer: Response): Promise<string> {
  if (answer.status === 429) return 'Two exports are under way already. Wait until one has ended.';
  if (answer.status >= 500) return 'Our server is busy. Try again in a moment.';
  const { error } = (await answer.json().catch(() => ({}))) as { error?: string };
  return error ?? 'It cannot be exported.';
}
