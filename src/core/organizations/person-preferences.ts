import { Fault, isFault, type Context } from '#kernel/index.js';
import { equals, type ListPreference, type PersonPreferences } from '#store/index.js';
import {
  firstVersion,
  inInstallation,
  nextVersion,
  requireVersion,
  type CoreDeps,
  type InstallationScope,
} from '#core/tenancy/index.js';

/** Lists of a console that one person may have set. */
const MAX_LISTS = 40;

type Chosen = Omit<PersonPreferences, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'accountId'>;

/** What holds for the person: what they chose, and the rest as a console has it by itself. `version` is 0 before the first choice. */
export type PreferencesView = Chosen &
  Required<Omit<Chosen, 'startPage'>> & { readonly version: number };

/** Null: as the console has it by itself. Of a list each part that is named, and null for the whole of it. */
export type PreferencesChange = {
  readonly [Name in keyof Omit<Chosen, 'lists'>]?: Chosen[Name] | null | undefined;
} & {
  readonly lists?: Readonly<Record<string, ListChange | null>> | undefined;
};

type ListChange = {
  readonly [Name in keyof ListPreference]?: ListPreference[Name] | null | undefined;
};

const DEFAULTS: Required<Omit<Chosen, 'startPage'>> = {
  colorScheme: 'system',
  density: 'comfortable',
  shortcuts: true,
  pagedTables: false,
  lists: {},
  dismissedHints: [],
};

/** How people want a console to look and behave. They belong to the account and are no fact about an organization: not journaled. */
export interface PersonPreferencesService {
  get(ctx: Context, accountId: string): Promise<PreferencesView>;
  /** Faults `request.precondition`, `request.invalid` (too many lists). */
  update(
    ctx: Context,
    accountId: string,
    change: PreferencesChange,
    expected?: number,
  ): Promise<PreferencesView>;
}

export function createPersonPreferences(deps: CoreDeps): PersonPreferencesService {
  return {
    async get(_ctx, accountId) {
      const { personPreferences } = deps.store.read;
      return viewOf(await personPreferences.first(equals('accountId', accountId)));
    },
    async update(ctx, accountId, change, expected) {
      const work = (scope: InstallationScope): Promise<PersonPreferences> =>
        write(scope, accountId, change, expected);
      try {
        return viewOf(await inInstallation(deps, ctx, accountId, work));
      } catch (error) {
        // another process has written the first ones a moment earlier
        if (!isFault(error, 'record.exists')) throw error;
        return viewOf(await inInstallation(deps, ctx, accountId, work));
      }
    },
  };
}

/** Of an account that is erased. Returns how many records went. */
export async function erasePersonPreferences(
  { tx }: InstallationScope,
  accountId: string,
): Promise<number> {
  return (await tx.personPreferences.removeWhere(equals('accountId', accountId))).length;
}

async function write(
  { ctx, tx }: InstallationScope,
  accountId: string,
  change: PreferencesChange,
  expected: number | undefined,
): Promise<PersonPreferences> {
  const before = await tx.personPreferences.first(equals('accountId', accountId));
  requireVersion({ id: accountId, version: before?.version ?? 0 }, expected);
  const made = before ?? firstVersion<PersonPreferences>(ctx, { accountId });
  const after = changed(made, change);
  if (!before) await tx.personPreferences.insert(after);
  else if (JSON.stringify(after) === JSON.stringify(before)) return before;
  else {
    const next = nextVersion(ctx, after, {});
    await tx.personPreferences.update(next);
    return next;
  }
  return after;
}

function changed(
  before: PersonPreferences,
  { lists: listChanges = {}, ...change }: PreferencesChange,
): PersonPreferences {
  const lists = new Map(Object.entries(before.lists ?? {}));
  for (const [name, list] of Object.entries(listChanges)) {
    const merged = list === null ? {} : withoutNull({ ...lists.get(name), ...list });
    if (Object.keys(merged).length === 0) lists.delete(name);
    else lists.set(name, merged);
  }
  if (lists.size > MAX_LISTS) {
    const problem = `has more than ${MAX_LISTS} lists in all; send null for those that are not needed`;
    throw new Fault('request.invalid', { errors: [{ field: 'lists', problem }] });
  }
  const { lists: _lists, ...rest } = withoutNull({ ...before, ...change }) as PersonPreferences;
  return { ...rest, ...(lists.size > 0 && { lists: Object.fromEntries(lists) }) };
}

function withoutNull(fields: object): object {
  const kept = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept);
}

function viewOf(preferences: PersonPreferences | undefined): PreferencesView {
  return { ...DEFAULTS, ...preferences, version: preferences?.version ?? 0 };
}
