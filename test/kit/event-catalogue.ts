import { dataOf, EVENT_TYPES } from '#api/index.js';
import type { JournalListener } from '#core/index.js';
import { eventOf, type DomainEvent } from '#integrations/index.js';

/** Holds every entry that is appended in a test against the catalogue of events. */
export interface CatalogueCheck {
  readonly listener: JournalListener;
  /** At the end, so that a wrong schema fails its suite and no request. @throws Error naming types and fields */
  requireHeld(): void;
}

/** A type without a schema, or a payload of another shape, is a problem. Types of tests alone begin with `test.`. */
export function createCatalogueCheck(): CatalogueCheck {
  const problems = new Set<string>();
  return {
    listener(entry) {
      const event = eventOf(entry, 'checked.1');
      if (event && !event.type.startsWith('test.')) {
        for (const problem of problemsOf(event)) problems.add(problem);
      }
    },
    requireHeld() {
      if (problems.size > 0) throw new Error(`src/api/events: ${[...problems].join('\n')}`);
    },
  };
}

function problemsOf(event: DomainEvent): string[] {
  const declared = EVENT_TYPES.get(event.type);
  if (!declared) return [`${event.type} has no schema.`];
  const problems: string[] = [];
  const parsed = dataOf(declared).safeParse(event.data);
  for (const issue of parsed.error?.issues ?? []) {
    const keys = issue.code === 'unrecognized_keys' ? ` ${issue.keys.join(', ')}` : '';
    problems.push(`${event.type} ${issue.path.join('.')}: ${issue.message}${keys}`);
  }
  if (!declared.objects.includes(event.object.kind)) {
    problems.push(`${event.type} is of a ${event.object.kind}, not of ${declared.objects.join()}.`);
  }
  return problems;
}
