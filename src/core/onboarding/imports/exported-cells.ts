import { foldCase } from '#kernel/index.js';
import type { AttributeValue, Invitation, Member } from '#store/index.js';
import type { ImportKey } from './columns.js';
import { cellOf, type Cells, type ImportContext } from './context.js';
import { findNamed } from './lists.js';
import type { AskedCells } from './rows.js';

/** What an export would write of a person. */
export interface ExportedRecord {
  readonly texts: ReadonlyMap<ImportKey, string | undefined>;
  readonly roles: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export function exportedMember(member: Member): ExportedRecord {
  const { name, firstName, lastName, locale, attributes = {}, grants } = member;
  return {
    texts: textsOf({ name, firstName, lastName, locale }),
    roles: grants.map(({ role }) => role),
    attributes,
  };
}

export function exportedInvitation(invitation: Invitation): ExportedRecord {
  const { name, firstName, lastName, locale, roles } = invitation;
  return { texts: textsOf({ name, firstName, lastName, locale }), roles, attributes: {} };
}

function textsOf(
  texts: Readonly<
    Partial<Record<'name' | 'firstName' | 'lastName' | 'locale', string | undefined>>
  >,
): ExportedRecord['texts'] {
  return new Map(Object.entries(texts) as [ImportKey, string | undefined][]);
}

/** A row as what it asks for: a cell that says what an export of the record would say asks for nothing. */
export function askedCells(
  { options, roles }: ImportContext,
  cells: Cells,
  record: ExportedRecord | undefined,
): AskedCells {
  const text = (key: ImportKey): string => cellOf(options, cells, key).trim();
  const isExported = (key: ImportKey, cell: string): boolean => {
    if (!record) return false;
    if (key === 'roles') {
      const { found, unknown } = findNamed(cell, (name) => roles.get(foldCase(name))?.name ?? name);
      const named = new Set(found.map(({ record: name }) => name));
      const held = new Set(record.roles);
      return (
        unknown.length === 0 && named.size === held.size && [...named].every((one) => held.has(one))
      );
    }
    const stored = key.startsWith('attribute:')
      ? record.attributes[key.slice('attribute:'.length)]?.value
      : record.texts.get(key);
    return stored !== undefined && plain(String(stored)) === plain(cell);
  };
  return {
    text,
    asked(key) {
      const cell = text(key);
      return cell !== '' && isExported(key, cell) ? '' : cell;
    },
  };
}

/** Sheets have one kind of line break, and cells no space around them. */
function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}
