import { operations } from '#api/index.js';
import { visibleAttributes, writeList, type Core, type RosterRow } from '#core/index.js';
import { writeCsv, writeXlsx, type SheetColumn, type SheetRecord } from '@muster/sheets';
import type { Locale } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { attributeTitles } from './imports/columns.js';
import type { FactColumn, FixedColumn, SheetTexts, SheetTextsByLocale } from './imports/texts.js';
import { memberChangeRoutes } from './member-changes.js';
import { rosterQueryOf } from './roster-queries.js';
import { route, type Route } from './routes.js';

type Organization = Awaited<ReturnType<Core['organizations']['get']>>;

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function memberListRoutes(deps: HttpDeps): Route[] {
  const { core, sheetTexts } = deps;
  const { members, invitations, organizations } = core;
  return [
    ...memberChangeRoutes(deps),
    route(operations.bulkMembers, async ({ ctx, params: { organizationId }, body }) => {
      const { ids, ...verb } = body;
      const results = await members.bulk(ctx, { organizationId, ids }, verb);
      // rows of the list that are pending go as well
      const rows =
        verb.action === 'remove'
          ? await invitations.revokeRows(ctx, organizationId, results)
          : results;
      const failed = rows.filter(({ outcome }) => outcome === 'failed').length;
      return { body: { succeeded: rows.length - failed, failed, rows } };
    }),
    route(operations.exportMembers, async ({ ctx, params: { organizationId }, query }) => {
      const organization = await organizations.get(ctx, organizationId);
      const { format, locale, note, ...asked } = query;
      const rows = recordsOf(
        members.stream(ctx, organizationId, rosterQueryOf(asked, organization)),
        organization,
      );
      const columns = columnsOf(organization, sheetTexts, locale);
      const sheet = sheetTexts[locale ?? 'en'].sheet;
      const parts =
        format === 'csv'
          ? writeCsv(rows, columns, { note })
          : whole(writeXlsx({ rows, columns, sheet, note }));
      return {
        stream: { mediaType: format === 'csv' ? 'text/csv; charset=utf-8' : XLSX, parts },
        headers: { 'content-disposition': `attachment; filename="members.${format}"` },
      };
    }),
  ];
}

async function* whole(file: Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await file;
}

/** The key of each column, and that under which imports read it. */
const FIXED = {
  kind: 'kind',
  id: 'id',
  status: 'status',
  name: 'name',
  email: 'email',
  roles: 'roles',
  seats: 'products',
  spaces: 'spaces',
  standing: 'standing',
  source: 'source',
  managed: 'managed',
  locale: 'locale',
  lastActiveOn: 'lastActiveOn',
  createdAt: 'createdAt',
  suspendedAt: 'suspendedAt',
  leftAt: 'leftAt',
  expiresAt: 'expiresAt',
  firstName: 'firstName',
  lastName: 'lastName',
} as const;

/** Titles are keys, or words of a language. An import reads both (imports/columns.ts). */
function columnsOf(
  { attributes = [] }: Organization,
  texts: SheetTextsByLocale,
  locale: Locale | undefined,
): SheetColumn[] {
  const words = locale && texts[locale];
  const titles = attributeTitles({ attributes }, texts);
  const titleOf = (key: keyof typeof FIXED): string => (words ? titleIn(words, FIXED[key]) : key);
  return [
    ...(Object.keys(FIXED) as (keyof typeof FIXED)[]).map((key) => ({ key, title: titleOf(key) })),
    ...attributes.map(({ name, title }) => ({
      key: `attributes.${name}`,
      title: titles.get(name) ?? title,
    })),
  ];
}

function titleIn(texts: SheetTexts, key: (typeof FIXED)[keyof typeof FIXED]): string {
  if (key === 'firstName' || key === 'lastName') return texts[key];
  if (key in texts.columns) return texts.columns[key as FixedColumn].title;
  return texts.facts[key as FactColumn];
}

async function* recordsOf(
  rows: AsyncIterable<RosterRow>,
  organization: Organization,
): AsyncGenerator<SheetRecord> {
  for await (const row of rows) yield recordOf(row, organization);
}

function accessCells({ access: { seats = [], spaces = [], moreAccess } }: RosterRow): SheetRecord {
  const seatItems = seats.map(({ product, status }) => ({
    name: product,
    ...(status !== 'assigned' && { note: status }),
  }));
  const spaceItems = spaces.map(({ space, role }) => ({ name: space, note: role }));
  return { seats: writeList(seatItems, moreAccess), spaces: writeList(spaceItems, moreAccess) };
}

function rolesCell(roles: readonly string[]): string {
  return writeList([...new Set(roles)].map((name) => ({ name })));
}

function recordOf(row: RosterRow, organization: Organization): SheetRecord {
  if (row.kind === 'invitation') {
    const { id, name, email, roles, locale, createdAt, expiresAt } = row.invitation;
    const { firstName, lastName } = row.invitation;
    return {
      kind: 'invitation',
      id,
      status: 'pending',
      name,
      email,
      roles: rolesCell(roles),
      ...accessCells(row),
      locale,
      createdAt,
      expiresAt,
      firstName,
      lastName,
    };
  }
  const { member, managed } = row;
  const { id, status, name, email, grants, standing, source, locale } = member;
  const { lastActiveOn, createdAt, suspendedAt, leftAt, firstName, lastName } = member;
  const values = Object.entries(visibleAttributes(organization, member.attributes));
  return {
    kind: 'member',
    id,
    status,
    name,
    email,
    standing,
    source,
    managed,
    locale,
    roles: rolesCell(grants.map(({ role }) => role)),
    ...accessCells(row),
    lastActiveOn,
    createdAt,
    suspendedAt,
    leftAt,
    firstName,
    lastName,
    ...Object.fromEntries(values.map(([key, { value }]) => [`attributes.${key}`, value])),
  };
}
