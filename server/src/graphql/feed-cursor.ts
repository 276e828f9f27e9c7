import type { ChangeResult } from '../appointments/change-batch.ts';
import { callerOf, type GraphQLContext } from './context.ts';

/** The feed's position before the first change of what follows. It is made only where it is selected, because signing it costs. */
export function feedCursorOfChange(
  { appointment: { id }, feedStart }: ChangeResult,
  _args: unknown,
  context: GraphQLContext,
): Promise<string> {
  return context.services.feed.cursorBefore({ id, feedStart }, callerOf(context));
}
