/** What the suites need of who runs them. */
import * as nodeTest from 'node:test';
import type { Channel, Email, Sms } from '../channel.ts';

/**
 * How the provider behind a channel is to behave: it takes messages · refuses the recipient for good · refuses our account, every
 * message alike · cannot be reached, so that nothing leaves us · takes the whole message and never answers.
 */
export type ProviderBehaviour = 'accepts' | 'refuses-recipient' | 'refuses-account' | 'unreachable' | 'silent';

/** A channel to a server that behaves so. */
export interface OpenedChannel<M extends Email | Sms> {
  readonly channel: Channel<M>;
  /** How many messages the server has accepted; a silent one accepts what it does not answer. */
  accepted(): number;
  /** Ends the server. The suite disposes the channel. */
  close(): Promise<void>;
}

/** What the suite needs to try a channel on. */
export interface ChannelHarness<M extends Email | Sms> {
  /** `email` or `sms`, and whether the channel has `find`. */
  readonly channel: Channel<M>['name'];
  readonly lookUp: boolean;
  /** A message; another one for each number, to the same person. */
  message(number: number): M;
  /** Opens the channel with a deadline of `deadlineMs` for each send. */
  open(behaviour: ProviderBehaviour, limits: { readonly deadlineMs: number }): Promise<OpenedChannel<M>>;
  /** What no error may show beside the address: passwords, tokens, keys. */
  readonly secrets?: readonly string[];
  /** How long after a send a look-up is sure to know of it, in milliseconds. @default 0 */
  readonly lookUpAfterMs?: number;
}

/** What names and runs tests: that of `node:test`, vitest, jest or mocha. */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}

/** Node's own. */
export const nodeRunner: Runner = {
  describe: (name, body) => nodeTest.describe(name, body),
  it: (name, body) => nodeTest.it(name, body),
};
