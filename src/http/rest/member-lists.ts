import { operations } from '#api/index.js';
import {
  visibleAttributes,
  type Core,
  type RosterQuery,
  type RosterRow,
  type RosterState,
} from '#core/index.js';
import { readMemberFilter } from '#provisioning/index.js';
import { writeCsv, writeXlsx, type SheetColumn, type SheetRecord } from '@muster/sheets';
import { route, type Route } from './routes.js';

type Organization = Awaited<ReturnType<Core['organizations']['get']>>;

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

type Selection = Pick<RosterQuery, 'q' | 'email' | 'sort'> & {
  readonly state?: RosterState[];
  readonly filter?: string;
};

const PRESENT: readonly RosterState[] = ['active', 'suspended', 'pending'];

/** The query of REST as the core takes it. Fault `request.invalid` for a filter that cannot be read. */
export function rosterQueryOf(
  { state, filter, ...selection }: Selection,
  organization: Organization,
): Omit<RosterQuery, 'limit' | 'cursor'> {
  // people who left are shown when they are asked for, by state or in the filter
  const asksForStatus = filter !== undefined && /\bstatus\b/i.test(filter);
  const states = state ?? (asksForStatus ? undefined : PRESENT);
  return {
    ...selection,
    ...(states && { states }),
    ...(filter !== undefined && { filter: readMemberFilter(filter, organization) }),
  };
}

export function memberListRoutes({ members, invitations, organizations }: Core): Route[] {
  return [
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
      const { format, ...asked } = query;
      const rows = recordsOf(
        members.stream(ctx, organizationId, rosterQueryOf(asked, organization)),
        organization,
      );
      const columns = columnsOf(organization);
      const parts =
        format === 'csv'
          ? writeCsv(rows, columns)
          : whole(writeXlsx({ rows, columns, sheet: 'Members' }));
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

const FIXED = [
  'kind',
  'id',
  'status',
  'name',
  'email',
  'roles',
  'seats',
  'spaces',
  'standing',
  'source',
  'managed',
  'locale',
  'lastActiveOn',
  'createdAt',
  'suspendedAt',
  'leftAt',
  'expiresAt',
  'firstName',
  'lastName',
];

function columnsOf({ attributes = [] }: Organization): SheetColumn[] {
  return [
    ...FIXED.map((key) => ({ key, title: key })),
    ...attributes.map(({ name, title }) => ({ key: `attributes.${name}`, title })),
  ];
}

async function* recordsOf(
  rows: AsyncIterable<RosterRow>,
  organization: Organization,
): AsyncGenerator<SheetRecord> {
  for await (const row of rows) yield recordOf(row, organization);
}

function accessCells({ access: { seats = [], spaces = [], moreAccess } }: RosterRow): SheetRecord {
  const more = moreAccess ? ['…'] : [];
  return {
    seats: [...seats.map(({ product, status }) => withState(product, status)), ...more].join(', '),
    spaces: [...spaces.map(({ space, role }) => `${space} (${role})`), ...more].join(', '),
  };
}

function withState(product: string, status: string): string {
  return status === 'assigned' ? product : `${product} (${status})`;
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
      roles: roles.join(', '),
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
    roles: [...new Set(grants.map(({ role }) => role))].join(', '),
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
