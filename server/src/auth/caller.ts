/** As what a person calls. */
export type Role = 'customer' | 'staff' | 'guest';

/** Who looks: what they see follows from it. */
export type Viewer =
  /** `sub`: the token's subject, as it is. */
  | { readonly role: 'customer' | 'staff'; readonly sub: string }
  /** Who has the link of one appointment. `sub` stands for the link, where callers are counted. */
  | { readonly role: 'guest'; readonly sub: string; readonly appointmentId: string };

/** Who is calling, as their token says. */
export type Caller = Viewer & {
  /** When the token ends, in milliseconds since 1970. */
  readonly expiresAtMs: number;
};

/** What a token turns out to be. */
export type TokenCheck =
  | { readonly kind: 'valid'; readonly caller: Caller }
  /** Right in everything but its time. */
  | { readonly kind: 'expired' }
  /** `reason`: what is wrong with a token of the identity provider, where that may be said. */
  | { readonly kind: 'invalid'; readonly reason?: string };

/** Whose something is: `userId` is null of what belongs to nobody we know, which is for staff alone. */
export interface Owned {
  readonly userId: string | null;
  readonly appointmentId: string;
}

/** Whether a viewer may see something. Lists, and the feed, have the same rule as conditions. */
export function maySee(viewer: Viewer, { userId, appointmentId }: Owned): boolean {
  switch (viewer.role) {
    case 'staff':
      return true;
    case 'customer':
      return userId !== null && viewer.sub === userId;
    case 'guest':
      return userId !== null && viewer.appointmentId === appointmentId;
  }
}
