/** How items are handled, and one that is at fault. */
export interface Bisecting<Item> {
  /** Handles items together, or rejects with nothing of them handled. */
  run(items: readonly Item[]): Promise<void>;
  /** Whether a failure is the fault of an item, and not of what handles them. */
  isAtFault(error: unknown): boolean;
  /** Takes an item that fails alone, in its turn. */
  refuse(item: Item, error: unknown): Promise<void> | void;
}

/**
 * Handles items together; where they fail for the fault of one, in halves, in their order, until it stands alone. Rejects with
 * any other failure: what comes after it is not handled.
 */
export async function bisect<Item>(items: readonly Item[], how: Bisecting<Item>): Promise<void> {
  const [first] = items;
  if (first === undefined) return;
  try {
    return await how.run(items);
  } catch (error) {
    if (!how.isAtFault(error)) throw error;
    if (items.length === 1) return await how.refuse(first, error);
  }
  const half = items.length >> 1;
  await bisect(items.slice(0, half), how);
  await bisect(items.slice(half), how);
}
