import { Fault, type Context } from '#kernel/index.js';
import { equals, type Organization, type Store, type Writers } from '#store/index.js';
import { append, findRoles, nextVersion, type Presets } from '#core/tenancy/index.js';
import { kindOf, NOTICE_NAME, NOTICES, type Channel } from './catalogue.js';
import { channelOfRole } from './channels.js';

/** role → notice → how; what it says not, the preset does. */
export type Matrix = NonNullable<Organization['notices']>;

export interface MatrixView {
  readonly notices: readonly { readonly name: string; readonly optional: boolean }[];
  /** what the organization said itself */
  readonly own: Matrix;
  /** what holds, for every role */
  readonly roles: Matrix;
  readonly version: number;
}

/** Fault `request.invalid` with a problem for each field. */
export function refuseNotices(list: readonly string[]): void {
  if (list.length === 0) return;
  const errors = list.map((field) => ({ field, problem: 'is no notice that can be set here' }));
  throw new Fault('request.invalid', { errors });
}

/** Every name that the catalogue, the preset or the organization knows. */
export function everyNotice(organization: Organization, presets: Presets): string[] {
  const roles = presets.get(organization.preset)?.roles ?? [];
  const named = roles.flatMap(({ notices }) => Object.keys(notices ?? {}));
  const own = Object.values(organization.notices ?? {}).flatMap((row) => Object.keys(row));
  return [...new Set([...Object.keys(NOTICES), ...named, ...own])].sort();
}

/** Fault `organization.missing`. */
export async function requireOrganization(
  reading: Pick<Store['read'], 'organizations'> | Pick<Writers, 'organizations'>,
  id: string,
): Promise<Organization> {
  const organization = await reading.organizations.get(id);
  if (!organization) throw new Fault('organization.missing', { id });
  return organization;
}

export interface NoticeMatrix {
  /** Fault `organization.missing`. */
  get(ctx: Context, organizationId: string): Promise<MatrixView>;
  /** Replaces what the organization says itself. Faults `role.unknown`, `request.invalid`, `request.precondition`. */
  set(ctx: Context, organizationId: string, matrix: Matrix, expected?: number): Promise<MatrixView>;
}

/** Which role hears of what. */
export function createNoticeMatrix(store: Store, presets: Presets): NoticeMatrix {
  const matrixView = async (organization: Organization): Promise<MatrixView> => {
    const names = everyNotice(organization, presets);
    const ready = presets.get(organization.preset)?.roles ?? [];
    const known = new Set(ready.map(({ name }) => name));
    const { records } = await store.read.roles.find({
      where: equals('organizationId', organization.id),
      limit: 200,
    });
    const custom = records
      .filter(({ name }) => !known.has(name))
      .map(({ name }) => ({ name, standing: 'none' as const }));
    const row = (role: Parameters<typeof channelOfRole>[1]): Record<string, Channel> =>
      Object.fromEntries(
        names.map((name) => [name, channelOfRole(organization, role, name) ?? personal(name)]),
      );
    return {
      notices: names.map((name) => ({ name, optional: kindOf(name).optional })),
      own: organization.notices ?? {},
      roles: Object.fromEntries([...ready, ...custom].map((role) => [role.name, row(role)])),
      version: organization.version,
    };
  };

  return {
    async get(_ctx, organizationId) {
      return matrixView(await requireOrganization(store.read, organizationId));
    },
    async set(ctx, organizationId, matrix, expected) {
      const rows = Object.values(matrix).flatMap((row) => Object.keys(row));
      refuseNotices([...new Set(rows)].filter((name) => !NOTICE_NAME.test(name)));
      const after = await store.transaction(organizationId, async (tx) => {
        const before = await requireOrganization(tx, organizationId);
        if (expected !== undefined && expected !== before.version) {
          throw new Fault('request.precondition', { version: before.version });
        }
        const names = Object.keys(matrix);
        const found = await findRoles(tx, presets, before, names);
        const stranger = names.find((name) => !found.has(name));
        if (stranger !== undefined) throw new Fault('role.unknown', { role: stranger });
        const changed = nextVersion<Organization>(ctx, before, { notices: matrix });
        await tx.organizations.update(changed);
        await append(ctx, tx, {
          organizationId,
          type: 'notices.matrix_changed',
          target: { kind: 'organization', id: organizationId, name: before.name },
          before: { notices: before.notices ?? {} },
          after: { notices: matrix },
        });
        return changed;
      });
      return matrixView(after);
    },
  };
}

/** What somebody hears of their own affairs, whatever their role. */
function personal(notice: string): Channel {
  return Object.hasOwn(NOTICES, notice) ? (kindOf(notice).person ?? 'off') : 'off';
}
