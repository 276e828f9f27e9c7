import type { MessageSettings } from './settings.ts';

/** What a message needs beside its event. */
export interface Envelope {
  readonly deliveryId: string;
  /** The recipient. */
  readonly to: string;
  readonly settings: MessageSettings;
}
