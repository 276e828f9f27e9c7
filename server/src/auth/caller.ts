/** What a caller may do. */
export type Role = 'customer' | 'staff';

/** Who is calling, as their token says. */
export interface Caller {
  /** The token's subject, as it is. */
  readonly sub: string;
  readonly role: Role;
  /** When the token ends, in milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** Whether a caller may see what belongs to this user. What belongs to nobody we know is for staff alone. */
export function maySee(caller: Pick<Caller, 'sub' | 'role'>, userId: string | null): boolean {
  return caller.role === 'staff' || (userId !== null && caller.sub === userId);
}
