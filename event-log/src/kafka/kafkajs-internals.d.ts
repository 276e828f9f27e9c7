/** The classes inside kafkajs 2.2.4 that `patch-kafkajs.ts` patches; it exports none of them. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    pending: readonly unknown[];
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
  }
}

declare module 'kafkajs/src/network/connection.js' {
  import type { Socket } from 'node:net';

  export default class Connection {
    constructor(options: ConnectionOptions);
    chunks: Buffer[];
    bytesBuffered: number;
    bytesNeeded: number;
    socket: Socket;
    processData(data: Buffer): void;
    isConnected(): boolean;
    connect(): Promise<true>;
    disconnect(): Promise<true>;
  }

  interface ConnectionOptions {
    host: string;
    port: number;
    logger: { namespace(): object };
    socketFactory(place: { host: string; port: number; onConnect(): void }): Socket;
    requestTimeout: number;
    connectionTimeout: number;
  }
}

declare module 'kafkajs/src/consumer/runner.js' {
  import type { Batch, EachBatchHandler } from 'kafkajs';

  /** What kafkajs's batches have beside what their type says. */
  type FetchedBatch = Batch & { isEmptyDueToFiltering(): boolean };

  export default class Runner {
    running: boolean;
    eachBatch?: EachBatchHandler;
    consumerGroup: { commitOffsets(offsets: unknown): Promise<void> };
    heartbeat(): Promise<void>;
    commitOffsets(offsets: unknown): Promise<void>;
    handleBatch(batch: FetchedBatch): Promise<void>;
    processEachBatch(batch: Batch): Promise<void>;
  }
}

declare module 'kafkajs/src/protocol/decoder.js' {
  export default class Decoder {
    constructor(buffer: Buffer);
    canReadBytes(length: number): boolean;
    readBytes(length: number): Buffer;
    readInt32(): number;
  }
}

declare module 'kafkajs/src/protocol/messageSet/decoder.js' {
  import type Decoder from 'kafkajs/src/protocol/decoder.js';

  export default function decodeMessageSet(
    decoder: Decoder,
    size: number,
  ): Promise<import('./decode-batches.ts').DecodedMessage[]>;
}

declare module 'kafkajs/src/protocol/recordBatch/crc32C/index.js' {
  export default function crc32C(bytes: Buffer): number;
}

declare module 'kafkajs/src/protocol/recordBatch/record/v0/index.js' {
  /** Encodes a record into an encoder, whose bytes are its `buffer`. */
  export default function encodeRecord(record: object): { readonly buffer: Buffer };
}
