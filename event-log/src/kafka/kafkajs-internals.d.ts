/** The two classes inside kafkajs 2.2.4 that `kafkajs.ts` mends; it exports neither. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    pending: readonly unknown[];
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
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
