import {
  Fault,
  foldCase,
  MAX_NAME_PART_LENGTH,
  problemOfName,
  readAddress,
  type FaultCode,
} from '#kernel/index.js';
import type { PersonNames, Product, Space } from '#store/index.js';
import { fullNameOf } from '#core/members/index.js';
import { requirePreset, type Role } from '#core/tenancy/index.js';
import { findNamed, readValue } from './cells.js';
import type { ImportKey } from './columns.js';
import { cellOf, type Cells, type ImportContext } from './context.js';

/** A cell that is wrong: the key of its column, and why. */
export interface CellProblem {
  readonly key: ImportKey;
  readonly problem: string;
  readonly code: FaultCode;
}

/** What a row asks for, with names turned into what they stand for. An empty cell asks for nothing. */
export interface RowInput {
  readonly email: string;
  readonly name?: string;
  /** first and last name */
  readonly names: PersonNames;
  readonly roles?: readonly Role[];
  readonly products: readonly Product[];
  readonly spaces: readonly Space[];
  readonly spaceRole: string;
  readonly locale?: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** The problems of one row. */
export class RowProblems {
  readonly list: CellProblem[] = [];

  add(key: ImportKey, problem: string, code: FaultCode = 'request.invalid'): void {
    this.list.push({ key, problem, code });
  }

  has(key: ImportKey): boolean {
    return this.list.some((one) => one.key === key);
  }

  /** A fault of the rule that `check` asks, in the words of a cell. */
  async catch<T>(key: ImportKey, check: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { message, code } = error;
      this.add(key, message.slice(0, 1).toLowerCase() + message.slice(1).replace(/\.$/, ''), code);
      return undefined;
    }
  }
}

/** What the cells say; wrong cells go into `problems`. */
export function readRowInput(
  importContext: ImportContext,
  cells: Cells,
  problems: RowProblems,
): RowInput {
  const { options, presets, organization } = importContext;
  const cell = (key: ImportKey): string => cellOf(options, cells, key).trim();
  const email = addressIn(cell('email'), problems);
  const names = namesIn(cell, problems);
  const name = cell('name') || (fullNameOf(names) ?? '');
  const nameProblem = name === '' ? undefined : problemOfName(name);
  if (nameProblem !== undefined) problems.add('name', nameProblem);
  const { spaceRoles } = requirePreset(presets, organization);
  const requestedRole = foldCase(cell('spaceRole'));
  const spaceRole =
    requestedRole === ''
      ? (spaceRoles.find((role) => role.name === 'member') ?? spaceRoles.at(-1))
      : spaceRoles.find(
          (role) => foldCase(role.name) === requestedRole || foldCase(role.title) === requestedRole,
        );
  if (!spaceRole) problems.add('spaceRole', 'is no role in spaces', 'role.unknown');
  const roles = rolesIn(importContext, cell('roles'), problems);
  const products = findAll(importContext.products, 'products', cell('products'), problems);
  const spaces = findAll(importContext.spaces, 'spaces', cell('spaces'), problems);
  const locale = localeIn(cell('locale'), problems);
  return {
    email,
    names,
    products,
    spaces,
    spaceRole: spaceRole?.name ?? '',
    attributes: attributesIn(importContext, cell, problems),
    ...(name !== '' && { name }),
    ...(roles.length > 0 && { roles }),
    ...(locale !== undefined && { locale }),
  };
}

function namesIn(cell: (key: ImportKey) => string, problems: RowProblems): PersonNames {
  const names: { -readonly [Part in keyof PersonNames]: PersonNames[Part] } = {};
  for (const part of ['firstName', 'lastName'] as const) {
    const text = cell(part).normalize('NFC');
    const problem = text === '' ? undefined : problemOfName(text, MAX_NAME_PART_LENGTH);
    if (problem !== undefined) problems.add(part, problem);
    else if (text !== '') names[part] = text;
  }
  return names;
}

function addressIn(text: string, problems: RowProblems): string {
  if (text === '') problems.add('email', 'is missing');
  else {
    try {
      return readAddress(text);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      problems.add('email', 'is not an address that mail can be sent to');
    }
  }
  return text;
}

function findAll<T>(
  known: ReadonlyMap<string, T>,
  key: 'products' | 'spaces',
  text: string,
  problems: RowProblems,
): readonly T[] {
  const { found, unknown } = findNamed(text, (name) => known.get(foldCase(name)));
  const noun = key === 'products' ? 'product' : 'space';
  for (const name of unknown) {
    problems.add(key, `there is no ${noun} ${quoted(name)}`, `${noun}.missing`);
  }
  return found;
}

function rolesIn({ roles }: ImportContext, text: string, problems: RowProblems): readonly Role[] {
  const { found, unknown } = findNamed(text, (name) => roles.get(foldCase(name)));
  for (const name of unknown)
    problems.add('roles', `there is no role ${quoted(name)}`, 'role.unknown');
  for (const role of found.filter(({ retiring }) => retiring)) {
    problems.add('roles', `the role ${quoted(role.name)} is being removed`, 'role.unknown');
  }
  return found;
}

function localeIn(text: string, problems: RowProblems): string | undefined {
  if (text === '') return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    problems.add('locale', 'is not a language tag such as de or pt-BR');
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
      problems.add(key, 'is no attribute of the organization any more', 'attribute.unknown');
      continue;
    }
    const result = readValue(definition, text);
    if ('problem' in result) problems.add(key, result.problem, 'attribute.invalid');
    else values[definition.name] = result.value;
  }
  return values;
}

function quoted(name: string): string {
  return `“${name.length > 60 ? `${name.slice(0, 60)}…` : name}”`;
}
