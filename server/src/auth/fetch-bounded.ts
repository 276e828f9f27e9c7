/** More than any provider's metadata or keys have, in bytes. */
const MOST_BYTES = 1024 * 1024;

/** `fetch` for documents of others: what is larger than a document of its kind can be is not read to its end. */
export function fetchBounded(
  fetch: typeof globalThis.fetch,
): (url: string | URL, init?: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const response = await fetch(url, init);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    for await (const part of response.body ?? []) {
      bytes += part.byteLength;
      if (bytes > MOST_BYTES) throw new Error(`${url}: at most ${MOST_BYTES} bytes are expected`); // which ends the body, too
      parts.push(part);
    }
    const { status, headers } = response;
    return new Response(status === 200 ? new Blob(parts) : null, { status: status === 200 ? 200 : 502, headers });
  };
}
