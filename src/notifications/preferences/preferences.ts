import { firstVersion, inOrganization, nextVersion, viewOrganization } from '#core/index.js';
import { Fault, type Context } from '#kernel/index.js';
import { equals, type JournalEntry, type NoticePreference, type Writers } from '#store/index.js';
import { noticeKindOf, NOTICES, type Channel } from '../catalogue.js';
import type { NotificationDeps } from '../deps.js';
import { channelFor } from '../recipients/channels.js';
import { allNoticeNames, requireNoticeNames } from './names.js';

export interface PreferenceView {
  readonly notices: readonly {
    readonly name: string;
    readonly optional: boolean;
    /** what holds now */
    readonly channel: Channel;
    /** what the member chose */
    readonly own?: Channel;
  }[];
}

/** Which notices a member gets, and how. */
export interface Preferences {
  /** Faults `organization.missing`, `member.missing`. */
  get(ctx: Context, organizationId: string, memberId: string): Promise<PreferenceView>;
  /** Sets some; `null` goes back to the matrix. Faults `request.invalid` (not optional, unknown), `member.missing`. */
  set(
    ctx: Context,
    organizationId: string,
    memberId: string,
    changes: Readonly<Record<string, Channel | null>>,
  ): Promise<PreferenceView>;
  /**
   * One click, without signing in (RFC 8058): the link of a mail switches its notice off. A second time is no error. Fault
   * `link.invalid`.
   */
  unsubscribe(ctx: Context, memberId: string, notice: string, token: string): Promise<void>;
}

interface Owner {
  readonly organizationId: string;
  readonly memberId: string;
}

export function createPreferences(deps: NotificationDeps): Preferences {
  const { store, core, presets } = deps;
  return {
    get: (ctx, organizationId, memberId) =>
      readPreferences(deps, ctx, { organizationId, memberId }),
    async set(ctx, organizationId, memberId, changes) {
      const { organization, members } = await viewOrganization(deps, organizationId, 'any');
      await members.require(memberId);
      const known = new Set(allNoticeNames(organization, presets));
      requireNoticeNames(
        Object.keys(changes),
        (name) => known.has(name) && noticeKindOf(name).optional,
      );
      const owner = { organizationId, memberId };
      await writePreferences(deps, ctx, owner, changes);
      return readPreferences(deps, ctx, owner);
    },
    async unsubscribe(ctx, memberId, notice, token) {
      const isValid =
        noticeKindOf(notice).optional &&
        (await core.links.verify(token, 'notices', memberId, notice));
      const member = isValid ? await store.read.members.get(memberId) : undefined;
      if (!member) throw new Fault('link.invalid');
      const { organizationId } = member;
      await writePreferences(deps, ctx, { organizationId, memberId }, { [notice]: 'off' });
    },
  };
}

async function readPreferences(
  deps: NotificationDeps,
  ctx: Context,
  { organizationId, memberId }: Owner,
): Promise<PreferenceView> {
  const { store, presets } = deps;
  const { organization, members } = await viewOrganization(deps, organizationId, 'any');
  const member = await members.require(memberId);
  const preference = await store.read.noticePreferences.first(equals('memberId', memberId));
  const now = ctx.clock.now();
  const notices = allNoticeNames(organization, presets).map((notice) => {
    const own = preference?.notices[notice];
    const { optional, person } = noticeKindOf(notice);
    const isNamed = person !== undefined && Object.hasOwn(NOTICES, notice);
    const query = { presets, organization, member, notice, preference, now, isNamed };
    const channel = channelFor(query);
    return { name: notice, optional, channel, ...(own !== undefined && { own }) };
  });
  return { notices };
}

/** What a member who was merged had chosen holds for the other one, where that one chose nothing. */
export async function passPreferences(
  ctx: Context,
  tx: Writers,
  { organizationId, target, after }: JournalEntry,
): Promise<void> {
  const chosen = await tx.noticePreferences.first(equals('memberId', target.id));
  if (!chosen) return;
  await tx.noticePreferences.remove(chosen.id);
  const memberId = String(after?.['mergedInto']);
  const before = await tx.noticePreferences.first(equals('memberId', memberId));
  const notices = { ...chosen.notices, ...before?.notices };
  await (before
    ? tx.noticePreferences.update(nextVersion<NoticePreference>(ctx, before, { notices }))
    : tx.noticePreferences.insert(firstVersion(ctx, { organizationId, memberId, notices })));
}

function writePreferences(
  deps: NotificationDeps,
  ctx: Context,
  { organizationId, memberId }: Owner,
  changes: Readonly<Record<string, Channel | null>>,
): Promise<void> {
  return inOrganization(
    deps,
    ctx,
    organizationId,
    async ({ tx }) => {
      const before = await tx.noticePreferences.first(equals('memberId', memberId));
      const merged = Object.entries({ ...before?.notices, ...changes });
      const notices = Object.fromEntries(
        merged.filter((entry): entry is [string, Channel] => entry[1] !== null),
      );
      await (before
        ? tx.noticePreferences.update(nextVersion<NoticePreference>(ctx, before, { notices }))
        : tx.noticePreferences.insert(
            firstVersion<NoticePreference>(ctx, { organizationId, memberId, notices }),
          ));
    },
    'any',
  );
}
