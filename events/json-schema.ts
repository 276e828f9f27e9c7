/** The JSON Schema of an event, from its zod schema: it accepts what the codec accepts, and refuses what the codec refuses. */
import { z } from 'zod';
import { examples } from './examples.ts';
import { catalogue, type EventType } from './src/index.ts';

/** What an event says. */
const summaries: Readonly<Record<EventType, string>> = {
  'appointments.created': 'An appointment was booked, and these channels are to be notified.',
  'appointments.rescheduled': 'An appointment was moved, or its title or place changed: it is now as given.',
  'appointments.cancelled': 'An appointment was cancelled.',
  'appointments.reminder-due': 'It is time to remind of an appointment.',
  'notifications.status': 'A delivery has a new status. A repeat of a change has the same event_id.',
  'notifications.retry-requested': 'A failed delivery is to be tried again, perhaps at a corrected address.',
};

const IGNORED = { description: 'Anything else is read as absent.' };

/** `target`: draft-2020-12 for the published schemas; draft-7, which AsyncAPI 3 has. */
export function jsonSchemaOf(type: EventType, target: 'draft-2020-12' | 'draft-7') {
  const schema = z.toJSONSchema(catalogue[type].schema, { io: 'input', target, override: acceptWhatIsIgnored });
  return { title: type, description: summaries[type], ...schema, examples: [examples[type]] };
}

/** A field that may be wrong without losing the event (`lenient`) has its own schema, and any other value beside it. */
function acceptWhatIsIgnored({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: object }): void {
  if (zodSchema._zod.def.type !== 'catch') return;
  const valid = { ...jsonSchema };
  for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
  Object.assign(jsonSchema, { anyOf: [valid, IGNORED] });
}
