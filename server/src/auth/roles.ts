/** Which role a token of an identity provider gives its bearer. Pure. */

/** Where the role stands in a token, and what stands there. */
export interface RoleMapping {
  /** The name of the claim, such as `groups`; nested with dots, such as `realm_access.roles`. */
  readonly claim: string;
  /** Who has one of these is staff. */
  readonly staff: readonly string[];
  /** Who has one of these is a customer; null: everybody who is not staff. */
  readonly customers: readonly string[] | null;
}

/**
 * The role that the claims give; null where they give none, and the token is refused. The claim may be a text, a list of texts, a
 * number, or true. Values are compared as a whole and exactly: a group `not desk` is not `desk`.
 */
export function roleOf(claims: object, { claim, staff, customers }: RoleMapping): 'staff' | 'customer' | null {
  const values = textsOf(claimAt(claims, claim));
  if (values.some((value) => staff.includes(value))) return 'staff';
  return customers === null || values.some((value) => customers.includes(value)) ? 'customer' : null;
}

/** The claim of this name, else the one at this path. Names may have dots themselves: `https://example.com/roles`. */
function claimAt(claims: unknown, path: string): unknown {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
  const own = new Map<string, unknown>(Object.entries(claims));
  if (own.has(path)) return own.get(path);
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const found = claimAt(own.get(path.slice(0, dot)), path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function textsOf(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((one) =>
    typeof one === 'string' || typeof one === 'number' || one === true ? [String(one)] : [],
  );
}
