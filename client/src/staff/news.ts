/** Promise: of failures that come at once there is one toast, of all there are at most three, and none outlasts its failure. */
import type { DeliveryStatusChange } from '../deliveries/documents.ts';

/** The most toasts at a time. */
const MOST_TOASTS = 3;
/** The most failures that are remembered as known. */
const REMEMBERED = 1_000;

/** One toast: of a failure, or of many that came at once. */
export interface FailureToast {
  /** Stays the same for as long as the toast is there. */
  readonly key: string;
  /** The deliveries that it is about, none of which is in another toast. */
  readonly ids: readonly string[];
}

/** What has been shown, and what is known of already. */
export interface News {
  readonly toasts: readonly FailureToast[];
  /** Failures that were sent before: by delivery and attempt, for the feed may repeat itself. */
  readonly known: ReadonlySet<string>;
}

/** Before anything has failed. */
export const NO_NEWS: News = { toasts: [], known: new Set() };

/** Which deliveries are failed now, and were not known to be; and which are not failed any more. The last change of each counts. */
export function sortChanges(
  { known }: News,
  changes: readonly DeliveryStatusChange[],
): { readonly failed: readonly DeliveryStatusChange[]; readonly over: readonly string[] } {
  const last = new Map(changes.map((change) => [change.deliveryId, change]));
  const failed = [...last.values()].filter((change) => change.status === 'FAILED' && !known.has(keyOf(change)));
  const over = [...last.values()].filter(({ status }) => status !== 'FAILED').map(({ deliveryId }) => deliveryId);
  return { failed, over };
}

/** The news with new failures: one toast more, or one instead of all where there would be too many. */
export function withFailures(news: News, failed: readonly DeliveryStatusChange[]): News {
  if (failed.length === 0) return news;
  const known = new Set([...news.known, ...failed.map(keyOf)].slice(-REMEMBERED));
  const ids = failed.map(({ deliveryId }) => deliveryId);
  const before = without(news, ids).toasts;
  const key = failed.map(keyOf)[0] ?? '';
  if (before.length < MOST_TOASTS) return { toasts: [...before, { key, ids }], known };
  return { toasts: [{ key, ids: [...before.flatMap((toast) => toast.ids), ...ids] }], known };
}

/** The news without deliveries that are failed no more, or that staff have seen to. */
export function without(news: News, over: readonly string[]): News {
  const gone = new Set(over);
  const toasts = news.toasts
    .map((toast) =>
      toast.ids.some((id) => gone.has(id)) ? { ...toast, ids: toast.ids.filter((id) => !gone.has(id)) } : toast,
    )
    .filter(({ ids }) => ids.length > 0);
  return { ...news, toasts };
}

/** The news without a toast that has gone by itself, or was closed. */
export function closed(news: News, key: string): News {
  return { ...news, toasts: news.toasts.filter((toast) => toast.key !== key) };
}

function keyOf({ deliveryId, attempt }: DeliveryStatusChange): string {
  return `${deliveryId} ${attempt}`;
}
