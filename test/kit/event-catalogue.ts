import { dataOf, EVENT_TYPES } from '#api/index.js';
import type { JournalListener } from '#core/index.js';
import { eventOf } from '#integrations/index.js';

/**
 * Holds every entry that is appended in a test against the catalogue of events: a type without a schema, or a payload of another shape,
 * refuses the change. Types of tests alone begin with `test.`.
 */
export const checkAgainstCatalogue: JournalListener = (entry) => {
  const event = eventOf(entry, 'checked.1');
  if (!event || event.type.startsWith('test.')) return;
  const declared = EVENT_TYPES.get(event.type);
  if (!declared) throw new Error(`${event.type} has no schema in src/api/events.`);
  const parsed = dataOf(declared).safeParse(event.data);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const keys = issue.code === 'unrecognized_keys' ? ` ${issue.keys.join(', ')}` : '';
      return `${issue.path.join('.')}: ${issue.message}${keys}`;
    });
    const shown = JSON.stringify(event.data);
    throw new Error(`${event.type} is not as its schema says: ${problems.join('; ')}\n${shown}`);
  }
  if (!declared.objects.includes(event.object.kind)) {
    throw new Error(
      `${event.type} is of a ${event.object.kind}, not of ${declared.objects.join()}.`,
    );
  }
};
