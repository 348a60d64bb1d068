import { findAll, type NoticeMatrix } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import { equals, type Organization } from '#store/index.js';
import { noticeKindOf, NOTICE_NAME_PATTERN, NOTICES, type Channel } from '../catalogue.js';
import type { NotificationDeps } from '../deps.js';
import { channelOfRole } from '../recipients/channels.js';
import { allNoticeNames, requireNoticeNames } from './names.js';

export interface MatrixView {
  readonly notices: readonly { readonly name: string; readonly optional: boolean }[];
  /** what the organization set */
  readonly own: NoticeMatrix;
  /** what holds, for every role */
  readonly roles: NoticeMatrix;
  readonly version: number;
}

/** Which role gets which notice. What an organization does not set, its preset says. */
export interface Matrix {
  /** Fault `organization.missing`. */
  get(ctx: Context, organizationId: string): Promise<MatrixView>;
  /** Replaces what the organization set. Faults `role.unknown`, `request.invalid`, `request.precondition`. */
  set(
    ctx: Context,
    organizationId: string,
    matrix: NoticeMatrix,
    expected?: number,
  ): Promise<MatrixView>;
}

export function createMatrix(deps: NotificationDeps): Matrix {
  const { organizations } = deps.core;
  return {
    get: async (ctx, organizationId) =>
      toMatrixView(deps, await organizations.get(ctx, organizationId)),
    async set(ctx, organizationId, matrix, expected) {
      const names = Object.values(matrix).flatMap((row) => Object.keys(row));
      requireNoticeNames(names, (name) => NOTICE_NAME_PATTERN.test(name));
      const target = { organizationId, expected };
      return toMatrixView(deps, await organizations.setNotices(ctx, target, matrix));
    },
  };
}

async function toMatrixView(
  { store, presets }: NotificationDeps,
  organization: Organization,
): Promise<MatrixView> {
  const names = allNoticeNames(organization, presets);
  const presetRoles = presets.get(organization.preset)?.roles ?? [];
  const presetNames = new Set(presetRoles.map(({ name }) => name));
  const own = await findAll(store.read.roles, equals('organizationId', organization.id));
  const customRoles = own
    .filter(({ name }) => !presetNames.has(name))
    .map(({ name }) => ({ name, standing: 'none' as const }));
  const row = (role: Parameters<typeof channelOfRole>[1]): Record<string, Channel> =>
    Object.fromEntries(
      names.map((name) => [name, channelOfRole(organization, role, name) ?? personalChannel(name)]),
    );
  return {
    notices: names.map((name) => ({ name, optional: noticeKindOf(name).optional })),
    own: organization.notices ?? {},
    roles: Object.fromEntries(
      [...presetRoles, ...customRoles].map((role) => [role.name, row(role)]),
    ),
    version: organization.version,
  };
}

/** How the member whom a notice concerns gets it, whatever their role. */
function personalChannel(notice: string): Channel {
  return Object.hasOwn(NOTICES, notice) ? (noticeKindOf(notice).person ?? 'off') : 'off';
}
