/** The classes inside kafkajs 2.2.4 that `mend-kafkajs.ts` mends; it exports none of them. */
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
  import type { EachBatchHandler } from 'kafkajs';

  export default class Runner {
    running: boolean;
    eachBatch?: EachBatchHandler;
    consumerGroup: { commitOffsets(offsets: unknown): Promise<void> };
    heartbeat(): Promise<void>;
    commitOffsets(offsets: unknown): Promise<void>;
  }
}
