import { hash, timingSafeEqual } from 'node:crypto';
import { Fault, instant, newId, type Context } from '#kernel/index.js';
import { equals, type Member, type NoticePreference, type Store } from '#store/index.js';
import { type Links, nextVersion, type CoreDeps } from '#core/tenancy/index.js';
import { noticeKindOf, NOTICES, type Channel } from './catalogue.js';
import { channelFor } from './channels.js';
import { allNoticeNames, requireNoInvalidNotices, requireOrganization } from './matrix.js';

export interface PreferenceView {
  readonly notices: readonly {
    readonly name: string;
    readonly optional: boolean;
    /** what holds now */
    readonly channel: Channel;
    /** what the member said */
    readonly own?: Channel;
  }[];
}

export interface NoticePreferences {
  /** Faults `organization.missing`, `member.missing`. */
  get(ctx: Context, organizationId: string, memberId: string): Promise<PreferenceView>;
  /** Sets some, `null` forgets one. Faults `request.invalid` (not optional, unknown), `member.missing`. */
  set(
    ctx: Context,
    organizationId: string,
    memberId: string,
    changes: Readonly<Record<string, Channel | null>>,
  ): Promise<PreferenceView>;
  /**
   * One click, without signing in (RFC 8058): whoever holds the link of the mail switches that notice off. Doing it twice is no
   * error. Fault `link.invalid`.
   */
  unsubscribe(ctx: Context, memberId: string, notice: string, token: string): Promise<void>;
}

/** What each member wants to hear of. */
export function createNoticePreferences(deps: CoreDeps, links: Links): NoticePreferences {
  const { store, presets } = deps;
  const get: NoticePreferences['get'] = (ctx, organizationId, memberId) =>
    readPreferences(deps, ctx, { organizationId, memberId });
  return {
    get,
    async set(ctx, organizationId, memberId, changes) {
      const organization = await requireOrganization(store.read, organizationId);
      await requireMember(store, organizationId, memberId);
      const knownNames = new Set(allNoticeNames(organization, presets));
      const isSettable = (name: string): boolean =>
        knownNames.has(name) && noticeKindOf(name).optional;
      requireNoInvalidNotices(Object.keys(changes).filter((name) => !isSettable(name)));
      await writePreferences(store, ctx, { organizationId, memberId }, (before) => {
        const merged = Object.entries({ ...before, ...changes });
        return Object.fromEntries(
          merged.filter((entry): entry is [string, Channel] => entry[1] !== null),
        );
      });
      return get(ctx, organizationId, memberId);
    },
    async unsubscribe(ctx, memberId, notice, token) {
      const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer');
      const expectedToken = links.token('notices', memberId, notice);
      const isValid =
        timingSafeEqual(sha256(token), sha256(expectedToken)) && noticeKindOf(notice).optional;
      const member = isValid ? await store.read.members.get(memberId) : undefined;
      if (!member) throw new Fault('link.invalid');
      const { organizationId } = member;
      await writePreferences(store, ctx, { organizationId, memberId }, (before) => ({
        ...before,
        [notice]: 'off',
      }));
    },
  };
}

interface PreferenceOwner {
  readonly organizationId: string;
  readonly memberId: string;
}

async function requireMember(
  store: Store,
  organizationId: string,
  memberId: string,
): Promise<Member> {
  const member = await store.read.members.get(memberId);
  if (member?.organizationId === organizationId) return member;
  throw new Fault('member.missing', { id: memberId });
}

async function readPreferences(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId }: PreferenceOwner,
): Promise<PreferenceView> {
  const { store, presets } = deps;
  const organization = await requireOrganization(store.read, organizationId);
  const member = await requireMember(store, organizationId, memberId);
  const preference = await store.read.noticePreferences.first(equals('memberId', memberId));
  const now = ctx.clock.now();
  const notices = allNoticeNames(organization, presets).map((name) => {
    const own = preference?.notices[name];
    const { optional, person } = noticeKindOf(name);
    const isNamed = person !== undefined && Object.hasOwn(NOTICES, name);
    const channel = channelFor({
      presets,
      organization,
      member,
      notice: name,
      preference,
      now,
      isNamed,
    });
    return { name, optional, channel, ...(own !== undefined && { own }) };
  });
  return { notices };
}

async function writePreferences(
  store: Store,
  ctx: Context,
  { organizationId, memberId }: PreferenceOwner,
  change: (before: NoticePreference['notices']) => NoticePreference['notices'],
): Promise<void> {
  await store.transaction(organizationId, async (tx) => {
    const current = await tx.noticePreferences.first(equals('memberId', memberId));
    const notices = change(current?.notices ?? {});
    if (current) {
      await tx.noticePreferences.update(nextVersion<NoticePreference>(ctx, current, { notices }));
      return;
    }
    const now = instant(ctx.clock.now());
    await tx.noticePreferences.insert({
      id: newId(),
      version: 1,
      createdAt: now,
      updatedAt: now,
      organizationId,
      memberId,
      notices,
    });
  });
}
