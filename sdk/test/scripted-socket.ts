interface Sent {
  readonly type: string;
  readonly id?: string;
  readonly payload?: { readonly variables?: Readonly<Record<string, unknown>> };
}

/** A socket like a browser's, with the test as its server: messages arrive when, and as close together, as the test says. */
export interface ScriptedSocket {
  readonly readyState: number;
  readonly sent: readonly Sent[];
  /** The subscribes among what was sent. */
  readonly subscribes: readonly Sent[];
  /** The server sends these, with no turn of the event loop between them. */
  hear(...messages: object[]): void;
  close(code?: number): void;
}

/** A WebSocket class for `createLiveClient`, and the sockets it made. They open and are acknowledged by themselves. */
export function createScriptedSockets(): { readonly sockets: readonly ScriptedSocket[]; readonly WebSocket: unknown } {
  const sockets: ScriptedSocket[] = [];

  class Scripted implements ScriptedSocket {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readyState = 0;
    onopen?: () => void;
    onmessage?: (event: { data: string }) => void;
    onclose?: (event: { code: number; reason: string }) => void;
    readonly sent: Sent[] = [];

    constructor() {
      sockets.push(this);
      queueMicrotask(() => {
        this.readyState = Scripted.OPEN;
        this.onopen?.();
      });
    }

    get subscribes() {
      return this.sent.filter(({ type }) => type === 'subscribe');
    }

    send(text: string) {
      const message: Sent = JSON.parse(text);
      this.sent.push(message);
      if (message.type === 'connection_init') queueMicrotask(() => this.hear({ type: 'connection_ack' }));
    }

    hear(...messages: object[]) {
      for (const message of messages) this.onmessage?.({ data: JSON.stringify(message) });
    }

    close(code = 1000) {
      this.readyState = Scripted.CLOSED;
      this.onclose?.({ code, reason: '' });
    }
  }
  return { sockets, WebSocket: Scripted };
}
