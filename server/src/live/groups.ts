/**
 * Equal subscriptions (same document, same variables but for `after`, same scope) form a group, which renders each change
 * once for all of them. Nothing is shared across scopes.
 */
import { hash } from 'node:crypto';
import { type DocumentNode, execute, type FormattedExecutionResult, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../auth/caller.ts';
import type { FeedChange } from '../deliveries/delivery-change.ts';
import { scopeOf } from '../feed/cursor.ts';
import type { Feed } from '../feed/feed.ts';
import type { PublishedChange } from '../feed/hub.ts';
import type { Positions } from '../feed/positions.ts';
import type { Stream } from '../feed/stream.ts';
import { createContext, type Services } from '../graphql/context.ts';
import { toClientError } from '../graphql/errors.ts';
import type { FeedSelection } from './feed-arguments.ts';
import { createRenderCompiler } from './render.ts';

/** The text of an answer: at once where it can be rendered directly, else when it was executed. */
export type Rendered = string | Promise<string>;

/** What equal subscriptions share. */
export interface Group {
  readonly stream: Stream;
  /** Renders a change for one subscription alone. */
  render(change: FeedChange): Rendered;
  /** Renders a change for all of them: the same object is rendered once. */
  renderLive(published: PublishedChange, positions: Positions): Rendered;
  /** Removes one subscription from the group. */
  leave(): void;
}

/** The groups of all sockets. */
export interface Groups {
  /** Adds a subscription to its group. @throws when the group cannot be opened: the keys of cursors cannot be read */
  join(operation: GroupOperation, caller: Caller): Promise<Group>;
  /**
   * What one subscription makes the server retain until it ends, in bytes, an estimate on the large side. Where changes are
   * rendered directly, the document is not retained.
   */
  retainedBytesOf(operation: GroupOperation, caller: Caller): number;
  readonly size: number;
}

/** What the subscriptions of a group have in common. */
export interface GroupOperation {
  readonly text: string;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly selection: FeedSelection;
  /** The variables as they came: for documents that are executed. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What groups need. */
export interface GroupsOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly feed: Feed;
  readonly log: Logger;
}

const BYTES_PER_TOKEN = 400;

/** Makes the table of groups. A group without subscriptions is removed. */
export function createGroups({ schema, services, feed, log }: GroupsOptions): Groups {
  const groups = new Map<string, { readonly group: Promise<Group>; members: number }>();
  const compileRender = createRenderCompiler();

  async function open(operation: GroupOperation, caller: Caller, leave: () => void): Promise<Group> {
    const { document, selection } = operation;
    const stream = await feed.streamOf(caller, selection.appointmentId);
    const direct = selection.field && compileRender(selection.field, document, caller);
    const render = direct ?? ((change: FeedChange) => executed(operation, caller, change));
    let last: PublishedChange | null = null;
    let lastText: Rendered = '';
    function renderLive(published: PublishedChange, positions: Positions): Rendered {
      const { epoch, generation } = published;
      const cursor = stream.cursors.write({ kind: 'after', epoch, generation, positions });
      return render({ ...published.change, cursor, replayed: false });
    }
    return {
      stream,
      render,
      leave,
      renderLive(published, positions) {
        if (positions !== published.positions) return renderLive(published, positions); // this subscription is ahead of the others
        if (last !== published) {
          last = published;
          lastText = renderLive(published, positions);
        }
        return lastText;
      },
    };
  }

  async function executed(operation: GroupOperation, caller: Caller, change: FeedChange): Promise<string> {
    const { data, errors } = await execute({
      schema,
      document: operation.document,
      operationName: operation.operationName,
      variableValues: operation.variables,
      rootValue: { deliveryStatusChanged: change },
      contextValue: createContext(services, caller),
    });
    const result: FormattedExecutionResult = {
      ...(errors && { errors: errors.map((error) => toClientError(error, log)) }),
      ...(data !== undefined && { data }),
    };
    return JSON.stringify(result);
  }

  return {
    async join(operation, caller) {
      const { text, operationName, selection } = operation;
      const parts = [text, operationName, selection.appointmentId, selection.shared, scopeOf(caller)];
      const key = hash('sha256', JSON.stringify(parts), 'base64'); // the parts may be as long as a frame
      const entry = groups.get(key) ?? { group: open(operation, caller, leave), members: 0 };
      groups.set(key, entry);
      entry.members++;
      function leave() {
        const current = groups.get(key);
        if (current === undefined) return;
        current.members--;
        if (current.members === 0) groups.delete(key);
      }
      try {
        return await entry.group;
      } catch (error) {
        leave();
        throw error;
      }
    },
    retainedBytesOf({ document, text, selection, variables }, caller) {
      const own = 2_560 + 2 * (selection.after?.length ?? 0);
      if (selection.field !== null && compileRender(selection.field, document, caller) !== null) return own;
      return own + BYTES_PER_TOKEN * (document.tokenCount ?? 0) + 2 * (text.length + JSON.stringify(variables).length);
    },
    get size() {
      return groups.size;
    },
  };
}
