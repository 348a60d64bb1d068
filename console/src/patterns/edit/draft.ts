/** null: nothing is said. Lists are compared without regard to their order. */
export type FieldValue = string | number | boolean | readonly string[] | null;
export type Fields = Readonly<Record<string, FieldValue>>;

/** A record as it was read: its version and its fields. */
export interface Seen {
  readonly version: number;
  readonly values: Fields;
}

/** What a person has typed over what was read. Only `changes` are saved (console D1). */
export interface Draft {
  readonly base: Seen;
  readonly changes: Fields;
  /** a newer version that has changed the same fields in another way; the person decides */
  readonly theirs?: Seen;
}

export interface Conflict {
  readonly field: string;
  readonly base: FieldValue;
  readonly mine: FieldValue;
  readonly theirs: FieldValue;
}

export function valueIn({ base, changes }: Draft, field: string): FieldValue {
  return changes[field] ?? (field in changes ? null : (base.values[field] ?? null));
}

export function withChange(draft: Draft, field: string, value: FieldValue): Draft {
  const { [field]: _former, ...others } = draft.changes;
  const isBack = isSame(value, draft.base.values[field] ?? null);
  return withChanges(draft, isBack ? others : Object.assign(others, { [field]: value }));
}

/**
 * The record has been read again while somebody types. Of a newer version, fields that only one side has changed come together by
 * themselves; where both have, the draft waits for a decision. The same version may bring fields that were not read before.
 */
export function meet(draft: Draft, seen: Seen): Draft {
  if (seen.version === draft.base.version) return rebased(draft, seen);
  if (seen.version <= (draft.theirs ?? draft.base).version) return draft;
  const asked = { base: draft.base, changes: draft.changes, theirs: seen };
  return conflictsOf(asked).length > 0 ? asked : rebased(asked, seen);
}

export function conflictsOf({ base, changes, theirs }: Draft): readonly Conflict[] {
  if (!theirs) return [];
  return Object.entries(changes).flatMap(([field, mine]) => {
    const before = base.values[field] ?? null;
    const now = theirs.values[field] ?? null;
    const isTouched = !isSame(before, now) && !isSame(mine, now);
    return isTouched ? [{ field, base: before, mine, theirs: now }] : [];
  });
}

/** The person has decided: of these fields theirs stands, of the others what was typed. */
export function settle(draft: Draft, takeTheirs: ReadonlySet<string>): Draft {
  if (!draft.theirs) return draft;
  const kept = Object.entries(draft.changes).filter(([field]) => !takeTheirs.has(field));
  return rebased(withChanges(draft, Object.fromEntries(kept)), draft.theirs);
}

function rebased({ changes }: Draft, base: Seen): Draft {
  const open = Object.entries(changes).filter(
    ([field, value]) => !isSame(value, base.values[field] ?? null),
  );
  return { base, changes: Object.fromEntries(open) };
}

function withChanges({ base, theirs }: Draft, changes: Fields): Draft {
  return { base, changes, ...(theirs && { theirs }) };
}

function isSame(a: FieldValue, b: FieldValue): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((one) => b.includes(one));
}
