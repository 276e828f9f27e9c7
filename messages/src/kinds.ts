import { deliveryKinds } from '@belltower/events';

/** What messages are for. */
export const messageKinds = deliveryKinds;

export type MessageKind = (typeof messageKinds)[number];
