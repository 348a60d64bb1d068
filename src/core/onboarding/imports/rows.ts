import {
  Fault,
  foldCase,
  MAX_NAME_PART_LENGTH,
  problemOfName,
  readAddress,
} from '#kernel/index.js';
import type { PersonNames, Product, Space } from '#store/index.js';
import { reachOf } from '#core/access/index.js';
import { fullNameOf } from '#core/members/index.js';
import { requirePreset, type Role } from '#core/tenancy/index.js';
import { readValue } from './cells.js';
import type { ImportKey } from './columns.js';
import type { ImportContext } from './context.js';
import { findNamed } from './lists.js';
import type { RowProblems } from './problems.js';

/** What a row asks for, with names turned into what they stand for. An empty cell asks for nothing. */
export interface RowInput {
  readonly email: string;
  readonly name?: string;
  /** first and last name */
  readonly names: PersonNames;
  readonly roles?: readonly Role[];
  readonly products: readonly Product[];
  readonly spaces: readonly { readonly space: Space; readonly role: string }[];
  readonly locale?: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** The cells of a row: their text, trimmed, and '' where it is what the record of the person says already. */
export interface AskedCells {
  asked(key: ImportKey): string;
  /** of the column, whatever the record says */
  text(key: ImportKey): string;
}

/** What the cells say; wrong cells go into `problems`. `record`: the address is that of a record, or the record has none. */
export function readRowInput(
  importContext: ImportContext,
  cells: AskedCells,
  { email, record }: { readonly email: string; readonly record: boolean },
  problems: RowProblems,
): RowInput {
  const asked = (key: ImportKey): string => cells.asked(key);
  const address = record ? email : addressIn(email, problems);
  const names = namesIn(asked, problems);
  // a name that stays is no reason to make another one of first and last name
  const name = asked('name') || (cells.text('name') === '' ? (fullNameOf(names) ?? '') : '');
  if (name !== '' && problemOfName(name) !== undefined) addNameProblem(problems, 'name', name);
  const spaces = spacesIn(importContext, asked, problems);
  const roles = rolesIn(importContext, asked('roles'), problems);
  const products = productsIn(importContext, asked('products'), problems);
  const locale = localeIn(asked('locale'), problems);
  return {
    email: address,
    names,
    products,
    spaces,
    attributes: attributesIn(importContext, asked, problems),
    ...(name !== '' && { name }),
    ...(roles.length > 0 && { roles }),
    ...(locale !== undefined && { locale }),
  };
}

function addNameProblem(problems: RowProblems, key: ImportKey, text: string, max = 200): void {
  if (text.length > max) problems.add(key, 'long', { values: { max: String(max) } });
  else problems.add(key, 'name');
}

function namesIn(cell: (key: ImportKey) => string, problems: RowProblems): PersonNames {
  const names: { -readonly [Part in keyof PersonNames]: PersonNames[Part] } = {};
  for (const part of ['firstName', 'lastName'] as const) {
    const text = cell(part).normalize('NFC');
    if (text === '') continue;
    if (problemOfName(text, MAX_NAME_PART_LENGTH) === undefined) names[part] = text;
    else addNameProblem(problems, part, text, MAX_NAME_PART_LENGTH);
  }
  return names;
}

function addressIn(text: string, problems: RowProblems): string {
  if (text === '') problems.add('email', 'missing');
  else {
    try {
      return readAddress(text);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      problems.add('email', 'address');
    }
  }
  return text;
}

/** What an export says of seats that are not assigned: a fact, and nothing that is asked for. */
const SEAT_NOTES: ReadonlySet<string> = new Set([
  'assigned',
  'held',
  'requested',
  'queued',
  'promised',
]);

function productsIn(
  { ctx, products }: ImportContext,
  text: string,
  problems: RowProblems,
): readonly Product[] {
  if (text !== '' && !maySee(ctx, 'seats:read', 'products', problems)) return [];
  const { found, unknown } = findNamed(text, (name) => products.get(foldCase(name)));
  const isUnknown = (note: string | undefined): boolean =>
    note !== undefined && !SEAT_NOTES.has(foldCase(note));
  const misread = found.filter(({ note }) => isUnknown(note));
  for (const name of [...unknown, ...misread.map(({ record, note }) => `${record.name} (${note})`)])
    problems.add('products', 'noProduct', {
      code: 'product.missing',
      values: { name: shown(name) },
    });
  return found.filter(({ note }) => note === undefined).map(({ record }) => record);
}

/** Who may not see what others have finds nothing out by asking for it. */
function maySee(
  { authority }: ImportContext['ctx'],
  permission: 'seats:read' | 'spaces:read',
  key: ImportKey,
  problems: RowProblems,
): boolean {
  if (reachOf(authority, permission) === 'any') return true;
  problems.add(key, 'forbidden', { code: 'permission.missing' });
  return false;
}

/** Each with its own role, `Design (manager)`, or with that of the row. */
function spacesIn(
  { ctx, spaces, presets, organization }: ImportContext,
  cell: (key: ImportKey) => string,
  problems: RowProblems,
): RowInput['spaces'] {
  const { spaceRoles } = requirePreset(presets, organization);
  const roleNamed = (text: string): string | undefined =>
    spaceRoles.find(({ name, title }) =>
      [name, title].some((one) => foldCase(one) === foldCase(text)),
    )?.name;
  const text = cell('spaceRole');
  const usual = spaceRoles.find(({ name }) => name === 'member') ?? spaceRoles.at(-1);
  const rowRole = text === '' ? usual?.name : roleNamed(text);
  if (rowRole === undefined) problems.add('spaceRole', 'spaceRole', { code: 'role.unknown' });
  const named = cell('spaces');
  if (named !== '' && !maySee(ctx, 'spaces:read', 'spaces', problems)) return [];
  const { found, unknown } = findNamed(named, (name) => spaces.get(foldCase(name)));
  for (const name of unknown)
    problems.add('spaces', 'noSpace', { code: 'space.missing', values: { name: shown(name) } });
  return found.flatMap(({ record: space, note }) => {
    const role = note === undefined ? rowRole : roleNamed(note);
    if (role !== undefined) return [{ space, role }];
    if (note !== undefined) problems.add('spaces', 'spaceRole', { code: 'role.unknown' });
    return [];
  });
}

function rolesIn({ roles }: ImportContext, text: string, problems: RowProblems): readonly Role[] {
  const { found, unknown } = findNamed(text, (name) => roles.get(foldCase(name)));
  const code = 'role.unknown';
  for (const name of unknown) {
    problems.add('roles', 'noRole', { code, values: { name: shown(name) } });
  }
  const named = [...new Set(found.map(({ record }) => record))];
  for (const { name, retiring } of named) {
    if (retiring) problems.add('roles', 'retiring', { code, values: { name: shown(name) } });
  }
  return named;
}

function localeIn(text: string, problems: RowProblems): string | undefined {
  if (text === '') return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    problems.add('locale', 'language');
    return undefined;
  }
}

function attributesIn(
  { organization: { attributes = [] }, options }: ImportContext,
  cell: (key: ImportKey) => string,
  problems: RowProblems,
): RowInput['attributes'] {
  const values: Record<string, string | number | boolean> = {};
  for (const { key } of options.columns) {
    if (!key?.startsWith('attribute:')) continue;
    const text = cell(key);
    if (text === '') continue;
    const definition = attributes.find(({ name }) => `attribute:${name}` === key);
    if (!definition) {
      problems.add(key, 'noAttribute', { code: 'attribute.unknown' });
      continue;
    }
    const result = readValue(definition, text);
    if ('value' in result) values[definition.name] = result.value;
    else {
      const { problem, values: filled } = result;
      problems.add(key, problem, { code: 'attribute.invalid', ...(filled && { values: filled }) });
    }
  }
  return values;
}

/** A name as a problem quotes it. */
function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
