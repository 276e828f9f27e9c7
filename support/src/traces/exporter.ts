/**
 * Promise: traces cost nothing but themselves. What a collector does not take, or not in time, is dropped and counted;
 * nobody ever waits for it.
 */
import { type EndedSpan, otlpRequest } from './otlp.ts';

/** Where ended spans go. Disposing it sends what is left, for a short while. */
export interface Exporter extends AsyncDisposable {
  add(span: EndedSpan): void;
}

export interface ExporterOptions {
  /** The collector's base URL, as `OTEL_EXPORTER_OTLP_ENDPOINT` has it. */
  readonly endpoint: string;
  readonly service: string;
  /** Told once when spans could not be sent, until they can again. */
  onProblem(error: unknown, dropped: number): void;
  /** How long spans are gathered, in milliseconds. @default 1_000 */
  readonly everyMs?: number;
}

const MOST_WAITING = 4_096;
const BATCH = 512;
const TIMEOUT_MS = 5_000;
const LAST_MS = 2_000;

/** Starts to export; the first connection is made with the first span. */
export function startExporter({ endpoint, service, onProblem, everyMs = 1_000 }: ExporterOptions): Exporter {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  let waiting: EndedSpan[] = [];
  let dropped = 0;
  let failing = false;
  let sending: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;

  async function send(spans: readonly EndedSpan[], timeoutMs: number): Promise<void> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(otlpRequest(service, spans)),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`the collector answered ${answer.status}`);
      failing = false;
    } catch (error) {
      dropped += spans.length;
      if (!failing) onProblem(error, dropped);
      failing = true;
    }
  }

  function flush(timeoutMs = TIMEOUT_MS): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const spans = waiting;
    waiting = [];
    for (let from = 0; from < spans.length; from += BATCH) {
      const batch = spans.slice(from, from + BATCH);
      sending = sending.then(() => send(batch, timeoutMs));
    }
  }

  return {
    add(span) {
      if (waiting.length >= MOST_WAITING) dropped += 1;
      else waiting.push(span);
      timer ??= setTimeout(flush, everyMs).unref();
    },
    async [Symbol.asyncDispose]() {
      flush(LAST_MS);
      await sending;
    },
  };
}
