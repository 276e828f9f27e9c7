/**
 * Renders a change as the answer to a document. A document that selects plain fields of a change alone is rendered
 * directly; any other is executed as usual. Both give the same text.
 */
import { formatInstant } from '@belltower/events';
import { type DocumentNode, type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import type { Caller } from '../auth/caller.ts';
import type { FeedChange } from '../deliveries/delivery-change.ts';
import { deliveryErrorFor } from '../graphql/delivery-error.ts';
import { channelOf, statusOf } from '../graphql/enums.ts';
import { instantOrNull } from '../graphql/instants.ts';

/** Renders one change as JSON text. */
export type Render = (change: FeedChange) => string;

type Read = (change: FeedChange, caller: Pick<Caller, 'role'>) => unknown;
type Plan = readonly (readonly [responseKey: string, read: Read])[];

const LEAVES: Readonly<Record<string, Read>> = {
  __typename: () => 'DeliveryStatusChange',
  cursor: ({ cursor }) => cursor,
  replayed: ({ replayed }) => replayed,
  deliveryId: ({ deliveryId }) => deliveryId,
  appointmentId: ({ appointmentId }) => appointmentId,
  channel: ({ channel }) => channelOf[channel],
  status: ({ status }) => statusOf[status],
  attempt: ({ attempt }) => attempt,
  nextAttemptAt: ({ nextAttemptAt }) => instantOrNull(nextAttemptAt),
  occurredAt: ({ occurredAt }) => formatInstant(occurredAt),
};

/** Compiles the direct render of a root field, or null when it selects more than plain fields. */
export type CompileRender = (field: FieldNode, document: DocumentNode, caller: Pick<Caller, 'role'>) => Render | null;

/** Makes it. A field is compiled once for as long as its document is cached: thousands may subscribe with it at once. */
export function createRenderCompiler(): CompileRender {
  const plans = new WeakMap<FieldNode, Plan | null>();
  return (field, document, caller) => {
    let plan = plans.get(field);
    if (plan === undefined) {
      plan = planOf(field.selectionSet, document, 'DeliveryStatusChange', readOfChange);
      plans.set(field, plan);
    }
    return plan && renderOf(field, plan, caller);
  };
}

function renderOf(field: FieldNode, plan: Plan, caller: Pick<Caller, 'role'>): Render {
  const key = JSON.stringify((field.alias ?? field.name).value);
  return (change) => `{"data":{${key}:${JSON.stringify(valuesOf(plan, change, caller))}}}`;
}

function valuesOf(plan: Plan, change: FeedChange, caller: Pick<Caller, 'role'>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, read] of plan) values[key] = read(change, caller);
  return values;
}

function readOfChange(field: FieldNode, document: DocumentNode): Read | null {
  if (field.name.value !== 'error') return LEAVES[field.name.value] ?? null;
  const plan = planOf(field.selectionSet, document, 'DeliveryError', readOfError);
  if (plan === null) return null;
  return (change, caller) => (change.errorCode === null ? null : valuesOf(plan, change, caller));
}

function readOfError(field: FieldNode): Read | null {
  switch (field.name.value) {
    case '__typename':
      return () => 'DeliveryError';
    case 'code':
    case 'message':
    case 'retryable': {
      const { value } = field.name;
      return (change, caller) => deliveryErrorFor(caller, change)?.[value];
    }
    default:
      return null;
  }
}

/** Null when the set has anything without a direct render: another field, a directive, another type, a key given twice. */
function planOf(
  set: SelectionSetNode | undefined,
  document: DocumentNode,
  type: string,
  readOf: (field: FieldNode, document: DocumentNode) => Read | null,
): Plan | null {
  const plan: [string, Read][] = [];
  for (const selection of set?.selections ?? []) {
    if ((selection.directives?.length ?? 0) > 0) return null;
    if (selection.kind === Kind.FIELD) {
      const read = readOf(selection, document);
      if (read === null) return null;
      plan.push([(selection.alias ?? selection.name).value, read]);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentOf(selection.name.value, document);
    if (fragment === null || (fragment.typeCondition && fragment.typeCondition.name.value !== type)) return null;
    const inner = planOf(fragment.selectionSet, document, type, readOf);
    if (inner === null) return null;
    plan.push(...inner.map(([key, read]): [string, Read] => [key, read]));
  }
  return new Set(plan.map(([key]) => key)).size === plan.length ? plan : null;
}

function fragmentOf(name: string, document: DocumentNode) {
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name) return definition;
  }
  return null;
}
