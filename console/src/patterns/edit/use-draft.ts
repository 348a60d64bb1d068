import { useEffect, useState } from 'react';
import {
  conflictsOf,
  meet,
  settle,
  valueIn,
  withChange,
  type Conflict,
  type Draft,
  type Fields,
  type FieldValue,
  type Seen,
} from './draft.js';

export interface Editing {
  readonly isEditing: boolean;
  readonly isDirty: boolean;
  /** what is saved: the fields that differ from what was read */
  readonly changes: Fields;
  /** the version that the changes are made to */
  readonly version: number;
  readonly conflicts: readonly Conflict[];
  value(field: string): FieldValue;
  before(field: string): FieldValue;
  set(field: string, value: FieldValue): void;
  start(): void;
  /** forgets what was typed */
  end(): void;
  /** these were saved, and the record has this version now; what is left stays open */
  saved(fields: readonly string[], version: number): void;
  /** a newer version was read: the draft as it is with it, with `theirs` where the person has to decide */
  meet(seen: Seen): Draft;
  settle(takeTheirs: ReadonlySet<string>): void;
}

/**
 * A form over a record. It is seeded when editing starts and never again: a newer version, read after a refusal (412) or because the page
 * asked anew, meets the draft and overwrites nothing that was typed (console A11, D1).
 */
export function useDraft(seen: Seen, startsOpen = false): Editing {
  const [draft, setDraft] = useState<Draft | undefined>(startsOpen ? seeded(seen) : undefined);
  useEffect(() => setDraft((now) => now && meet(now, seen)), [seen]);
  const shown = draft ?? seeded(seen);
  const isDirty = Object.keys(shown.changes).length > 0;
  return {
    isEditing: draft !== undefined,
    isDirty,
    changes: shown.changes,
    version: shown.base.version,
    conflicts: conflictsOf(shown),
    value: (field) => valueIn(shown, field),
    before: (field) => shown.base.values[field] ?? null,
    set: (field, value) => setDraft((now) => withChange(now ?? seeded(seen), field, value)),
    start: () => setDraft((now) => now ?? seeded(seen)),
    end: () => setDraft(undefined),
    saved: (fields, version) => setDraft((now) => now && afterSave(now, fields, version)),
    meet: (newer) => {
      const met = meet(shown, newer);
      setDraft(met);
      return met;
    },
    settle: (takeTheirs) => setDraft((now) => now && settle(now, takeTheirs)),
  };
}

function seeded(base: Seen): Draft {
  return { base, changes: {} };
}

function afterSave({ base, changes }: Draft, fields: readonly string[], version: number): Draft {
  const isSaved = ([field]: readonly [string, FieldValue]): boolean => fields.includes(field);
  const entries = Object.entries(changes);
  const values = Object.assign({}, base.values, Object.fromEntries(entries.filter(isSaved)));
  const open = entries.filter((entry) => !isSaved(entry));
  return { base: { version, values }, changes: Object.fromEntries(open) };
}
