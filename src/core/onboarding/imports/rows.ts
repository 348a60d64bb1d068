import { Fault, foldCase, type FaultCode } from '#kernel/index.js';
import type { Product, Space } from '#store/index.js';
import { readAddress, requirePreset, type Role } from '#core/tenancy/index.js';
import { findNamed, readValue } from './cells.js';
import type { ImportKey } from './columns.js';
import { cellOf, type Cells, type ImportContext } from './context.js';

/** A cell that is wrong: the title of its column, and why. */
export interface CellProblem {
  readonly key: ImportKey;
  readonly problem: string;
  readonly code: FaultCode;
}

/** What a row asks for, with names turned into what they stand for. An empty cell asks for nothing. */
export interface RowInput {
  readonly email: string;
  readonly name?: string;
  readonly roles?: readonly Role[];
  readonly products: readonly Product[];
  readonly spaces: readonly Space[];
  readonly spaceRole: string;
  readonly locale?: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

const MAX_NAME_LENGTH = 200;

export type AddProblem = (key: ImportKey, problem: string, code?: FaultCode) => void;

export function problemCollector(problems: CellProblem[]): AddProblem {
  return (key, problem, code = 'request.invalid') => void problems.push({ key, problem, code });
}

/** What the cells say; what they say wrongly goes into `problems`. */
export function readRowInput(
  importContext: ImportContext,
  cells: Cells,
  problems: CellProblem[],
): RowInput {
  const { options, presets, organization } = importContext;
  const addProblem = problemCollector(problems);
  const cell = (key: ImportKey): string => cellOf(options, cells, key).trim();
  const email = addressIn(cell('email'), addProblem);
  const fullName = [cell('firstName'), cell('lastName')].filter((part) => part !== '').join(' ');
  const name = cell('name') || fullName;
  if (name.length > MAX_NAME_LENGTH)
    addProblem('name', `has more than ${MAX_NAME_LENGTH} characters`);
  const { spaceRoles } = requirePreset(presets, organization);
  const requestedRole = foldCase(cell('spaceRole'));
  const spaceRole =
    requestedRole === ''
      ? (spaceRoles.find((role) => role.name === 'member') ?? spaceRoles.at(-1))
      : spaceRoles.find(
          (role) => foldCase(role.name) === requestedRole || foldCase(role.title) === requestedRole,
        );
  if (!spaceRole) addProblem('spaceRole', 'is no role in spaces', 'role.unknown');
  const roles = rolesIn(importContext, cell('roles'), addProblem);
  const products = findAll(importContext.products, 'products', cell('products'), addProblem);
  const spaces = findAll(importContext.spaces, 'spaces', cell('spaces'), addProblem);
  const locale = localeIn(cell('locale'), addProblem);
  return {
    email,
    products,
    spaces,
    spaceRole: spaceRole?.name ?? '',
    attributes: attributesIn(importContext, cell, addProblem),
    ...(name !== '' && { name }),
    ...(roles.length > 0 && { roles }),
    ...(locale !== undefined && { locale }),
  };
}

function addressIn(text: string, addProblem: AddProblem): string {
  if (text === '') addProblem('email', 'is missing');
  else {
    try {
      return readAddress(text);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      addProblem('email', 'is not an address that mail can be sent to');
    }
  }
  return text;
}

function findAll<T>(
  known: ReadonlyMap<string, T>,
  key: 'products' | 'spaces',
  text: string,
  addProblem: AddProblem,
): readonly T[] {
  const { found, unknown } = findNamed(text, (name) => known.get(foldCase(name)));
  const [noun, code] =
    key === 'products'
      ? (['product', 'product.missing'] as const)
      : (['space', 'space.missing'] as const);
  for (const name of unknown) addProblem(key, `there is no ${noun} ${quoted(name)}`, code);
  return found;
}

/** Everybody's roles are checked against what the uploader may give; what the person has already is judged later. */
function rolesIn({ roles }: ImportContext, text: string, addProblem: AddProblem): readonly Role[] {
  const { found, unknown } = findNamed(text, (name) => roles.get(foldCase(name)));
  for (const name of unknown)
    addProblem('roles', `there is no role ${quoted(name)}`, 'role.unknown');
  for (const role of found.filter(({ retiring }) => retiring)) {
    addProblem('roles', `the role ${quoted(role.name)} is being removed`, 'role.unknown');
  }
  return found;
}

function localeIn(text: string, addProblem: AddProblem): string | undefined {
  if (text === '') return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    addProblem('locale', 'is not a language tag such as de or pt-BR');
    return undefined;
  }
}

function attributesIn(
  { organization: { attributes = [] }, options }: ImportContext,
  cell: (key: ImportKey) => string,
  addProblem: AddProblem,
): RowInput['attributes'] {
  const values: Record<string, string | number | boolean> = {};
  for (const { key } of options.columns) {
    if (!key?.startsWith('attribute:')) continue;
    const text = cell(key);
    if (text === '') continue;
    const definition = attributes.find(({ name }) => `attribute:${name}` === key);
    if (!definition) {
      addProblem(key, 'is no attribute of the organization any more', 'attribute.unknown');
      continue;
    }
    const result = readValue(definition, text);
    if ('problem' in result) addProblem(key, result.problem, 'attribute.invalid');
    else values[definition.name] = result.value;
  }
  return values;
}

function quoted(name: string): string {
  return `“${name.length > 60 ? `${name.slice(0, 60)}…` : name}”`;
}
