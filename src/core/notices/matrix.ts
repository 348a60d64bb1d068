import { Fault, type Context } from '#kernel/index.js';
import { equals, type Organization, type Store, type Writers } from '#store/index.js';
import {
  append,
  findRoles,
  nextVersion,
  type Presets,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { noticeKindOf, NOTICE_NAME_PATTERN, NOTICES, type Channel } from './catalogue.js';
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
export function requireNoInvalidNotices(invalidFields: readonly string[]): void {
  if (invalidFields.length === 0) return;
  const errors = invalidFields.map((field) => ({
    field,
    problem: 'is no notice that can be set here',
  }));
  throw new Fault('request.invalid', { errors });
}

/** Every name that the catalogue, the preset or the organization knows. */
export function allNoticeNames(organization: Organization, presets: Presets): string[] {
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
export function createNoticeMatrix(deps: CoreDeps): NoticeMatrix {
  const { store, presets } = deps;
  const toMatrixView = async (organization: Organization): Promise<MatrixView> => {
    const names = allNoticeNames(organization, presets);
    const presetRoles = presets.get(organization.preset)?.roles ?? [];
    const presetNames = new Set(presetRoles.map(({ name }) => name));
    const { records } = await store.read.roles.find({
      where: equals('organizationId', organization.id),
      limit: 200,
    });
    const custom = records
      .filter(({ name }) => !presetNames.has(name))
      .map(({ name }) => ({ name, standing: 'none' as const }));
    const row = (role: Parameters<typeof channelOfRole>[1]): Record<string, Channel> =>
      Object.fromEntries(
        names.map((name) => [
          name,
          channelOfRole(organization, role, name) ?? personalChannel(name),
        ]),
      );
    return {
      notices: names.map((name) => ({ name, optional: noticeKindOf(name).optional })),
      own: organization.notices ?? {},
      roles: Object.fromEntries([...presetRoles, ...custom].map((role) => [role.name, row(role)])),
      version: organization.version,
    };
  };

  return {
    async get(_ctx, organizationId) {
      return toMatrixView(await requireOrganization(store.read, organizationId));
    },
    async set(ctx, organizationId, matrix, expected) {
      const rows = Object.values(matrix).flatMap((row) => Object.keys(row));
      requireNoInvalidNotices([...new Set(rows)].filter((name) => !NOTICE_NAME_PATTERN.test(name)));
      const after = await store.transaction(organizationId, async (tx) => {
        const before = await requireOrganization(tx, organizationId);
        if (expected !== undefined && expected !== before.version) {
          throw new Fault('request.precondition', { version: before.version });
        }
        const names = Object.keys(matrix);
        const rolesByName = await findRoles(tx, presets, before, names);
        const unknownRole = names.find((name) => !rolesByName.has(name));
        if (unknownRole !== undefined) throw new Fault('role.unknown', { role: unknownRole });
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
      return toMatrixView(after);
    },
  };
}

/** What somebody hears of their own affairs, whatever their role. */
function personalChannel(notice: string): Channel {
  return Object.hasOwn(NOTICES, notice) ? (noticeKindOf(notice).person ?? 'off') : 'off';
}
