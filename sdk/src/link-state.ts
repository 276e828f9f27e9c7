/**
 * The state of the live link, to show to a person. `idle`: there is no subscription. `connecting`: the first connection
 * is being made. `live`: changes arrive as they happen. `retrying`: it was cut and reconnects by itself; what was
 * missed arrives then. `signed-out`: the token was refused, and only a new one helps.
 */
export type LinkState = 'idle' | 'connecting' | 'live' | 'retrying' | 'signed-out';

/** What a link state is made of. */
export interface LinkFacts {
  readonly socket: 'closed' | 'connecting' | 'open' | 'lost' | 'refused';
  /** Subscriptions that are open. */
  readonly subscriptions: number;
  /** Those among them that wait to be opened again; the socket itself may be open. */
  readonly waiting: number;
}

/** The state that these facts add up to. */
export function linkState({ socket, subscriptions, waiting }: LinkFacts): LinkState {
  if (socket === 'refused') return 'signed-out';
  if (subscriptions === 0) return 'idle';
  if (socket === 'lost' || waiting > 0) return 'retrying';
  return socket === 'open' ? 'live' : 'connecting';
}
