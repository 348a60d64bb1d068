import { Fault, fold, type FaultCode } from '#kernel/index.js';
import type { Product, Space } from '#store/index.js';
import { readAddress, requirePreset, type Role } from '#core/tenancy/index.js';
import { namedIn, readValue } from './cells.js';
import type { ImportKey } from './columns.js';
import { cellOf, type Cells, type Surroundings } from './context.js';

/** A cell that is wrong: the title of its column, and why. */
export interface CellProblem {
  readonly key: ImportKey;
  readonly problem: string;
  readonly code: FaultCode;
}

/** What a row asks for, with names turned into what they stand for. An empty cell asks for nothing. */
export interface Wish {
  readonly email: string;
  readonly name?: string;
  readonly roles?: readonly Role[];
  readonly products: readonly Product[];
  readonly spaces: readonly Space[];
  readonly spaceRole: string;
  readonly locale?: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

const LONGEST_NAME = 200;

export type Say = (key: ImportKey, problem: string, code?: FaultCode) => void;

export function sayInto(problems: CellProblem[]): Say {
  return (key, problem, code = 'request.invalid') => void problems.push({ key, problem, code });
}

/** What the cells say; what they say wrongly goes into `problems`. */
export function readWish(around: Surroundings, cells: Cells, problems: CellProblem[]): Wish {
  const { options, presets, organization } = around;
  const say = sayInto(problems);
  const cell = (key: ImportKey): string => cellOf(options, cells, key).trim();
  const email = addressIn(cell('email'), say);
  const parts = [cell('firstName'), cell('lastName')].filter((part) => part !== '').join(' ');
  const name = cell('name') || parts;
  if (name.length > LONGEST_NAME) say('name', `has more than ${LONGEST_NAME} characters`);
  const { spaceRoles } = requirePreset(presets, organization);
  const wanted = fold(cell('spaceRole'));
  const spaceRole =
    wanted === ''
      ? (spaceRoles.find((role) => role.name === 'member') ?? spaceRoles.at(-1))
      : spaceRoles.find((role) => fold(role.name) === wanted || fold(role.title) === wanted);
  if (!spaceRole) say('spaceRole', 'is no role in spaces', 'role.unknown');
  const roles = rolesIn(around, cell('roles'), say);
  const products = thingsIn(around.products, 'products', cell('products'), say);
  const spaces = thingsIn(around.spaces, 'spaces', cell('spaces'), say);
  const locale = localeIn(cell('locale'), say);
  return {
    email,
    products,
    spaces,
    spaceRole: spaceRole?.name ?? '',
    attributes: attributesIn(around, cell, say),
    ...(name !== '' && { name }),
    ...(roles.length > 0 && { roles }),
    ...(locale !== undefined && { locale }),
  };
}

function addressIn(text: string, say: Say): string {
  if (text === '') say('email', 'is missing');
  else {
    try {
      return readAddress(text);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      say('email', 'is not an address that mail can be sent to');
    }
  }
  return text;
}

function thingsIn<T>(
  known: ReadonlyMap<string, T>,
  key: 'products' | 'spaces',
  text: string,
  say: Say,
): readonly T[] {
  const { found, unknown } = namedIn(text, (name) => known.get(fold(name)));
  const [what, code] =
    key === 'products'
      ? (['product', 'product.missing'] as const)
      : (['space', 'space.missing'] as const);
  for (const name of unknown) say(key, `there is no ${what} ${quoted(name)}`, code);
  return found;
}

/** Everybody's roles are checked against what the uploader may give; what the person has already is judged later. */
function rolesIn({ roles }: Surroundings, text: string, say: Say): readonly Role[] {
  const { found, unknown } = namedIn(text, (name) => roles.get(fold(name)));
  for (const name of unknown) say('roles', `there is no role ${quoted(name)}`, 'role.unknown');
  for (const role of found.filter(({ retiring }) => retiring)) {
    say('roles', `the role ${quoted(role.name)} is being removed`, 'role.unknown');
  }
  return found;
}

function localeIn(text: string, say: Say): string | undefined {
  if (text === '') return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    say('locale', 'is not a language tag such as de or pt-BR');
    return undefined;
  }
}

function attributesIn(
  { organization: { attributes = [] }, options }: Surroundings,
  cell: (key: ImportKey) => string,
  say: Say,
): Wish['attributes'] {
  const values: Record<string, string | number | boolean> = {};
  for (const { key } of options.columns) {
    if (!key?.startsWith('attribute:')) continue;
    const text = cell(key);
    if (text === '') continue;
    const definition = attributes.find(({ name }) => `attribute:${name}` === key);
    if (!definition) {
      say(key, 'is no attribute of the organization any more', 'attribute.unknown');
      continue;
    }
    const read = readValue(definition, text);
    if ('problem' in read) say(key, read.problem, 'attribute.invalid');
    else values[definition.name] = read.value;
  }
  return values;
}

function quoted(name: string): string {
  return `“${name.length > 60 ? `${name.slice(0, 60)}…` : name}”`;
}
