import { hash, timingSafeEqual } from 'node:crypto';
import { Fault, instant, newId, type Context } from '#kernel/index.js';
import { equals, type Member, type NoticePreference, type Store } from '#store/index.js';
import { type Links, nextVersion, type Presets } from '#core/tenancy/index.js';
import { kindOf, NOTICES, type Channel } from './catalogue.js';
import { channelFor } from './channels.js';
import { everyNotice, refuseNotices, requireOrganization } from './matrix.js';

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
    wishes: Readonly<Record<string, Channel | null>>,
  ): Promise<PreferenceView>;
  /**
   * One click, without signing in (RFC 8058): whoever holds the link of the mail switches that notice off. Doing it twice is no
   * error. Fault `link.invalid`.
   */
  unsubscribe(ctx: Context, memberId: string, notice: string, token: string): Promise<void>;
}

/** What each member wants to hear of. */
export function createNoticePreferences(
  store: Store,
  presets: Presets,
  links: Links,
): NoticePreferences {
  const get: NoticePreferences['get'] = (ctx, organizationId, memberId) =>
    view(store, presets, ctx, { organizationId, memberId });
  return {
    get,
    async set(ctx, organizationId, memberId, wishes) {
      const organization = await requireOrganization(store.read, organizationId);
      await requireMember(store, organizationId, memberId);
      const known = new Set(everyNotice(organization, presets));
      const settable = (name: string): boolean => known.has(name) && kindOf(name).optional;
      refuseNotices(Object.keys(wishes).filter((name) => !settable(name)));
      await write(store, ctx, { organizationId, memberId }, (before) => {
        const all = Object.entries({ ...before, ...wishes });
        return Object.fromEntries(
          all.filter((entry): entry is [string, Channel] => entry[1] !== null),
        );
      });
      return get(ctx, organizationId, memberId);
    },
    async unsubscribe(ctx, memberId, notice, token) {
      const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
      const right = links.token('notices', memberId, notice);
      const fits = timingSafeEqual(digest(token), digest(right)) && kindOf(notice).optional;
      const member = fits ? await store.read.members.get(memberId) : undefined;
      if (!member) throw new Fault('link.invalid');
      const { organizationId } = member;
      await write(store, ctx, { organizationId, memberId }, (before) => ({
        ...before,
        [notice]: 'off',
      }));
    },
  };
}

interface Place {
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

async function view(
  store: Store,
  presets: Presets,
  ctx: Context,
  { organizationId, memberId }: Place,
): Promise<PreferenceView> {
  const organization = await requireOrganization(store.read, organizationId);
  const member = await requireMember(store, organizationId, memberId);
  const preference = await store.read.noticePreferences.first(equals('memberId', memberId));
  const now = ctx.clock.now();
  const notices = everyNotice(organization, presets).map((name) => {
    const own = preference?.notices[name];
    const { optional, person } = kindOf(name);
    const named = person !== undefined && Object.hasOwn(NOTICES, name);
    const channel = channelFor({
      presets,
      organization,
      member,
      notice: name,
      preference,
      now,
      named,
    });
    return { name, optional, channel, ...(own !== undefined && { own }) };
  });
  return { notices };
}

async function write(
  store: Store,
  ctx: Context,
  { organizationId, memberId }: Place,
  change: (before: NoticePreference['notices']) => NoticePreference['notices'],
): Promise<void> {
  await store.transaction(organizationId, async (tx) => {
    const known = await tx.noticePreferences.first(equals('memberId', memberId));
    const notices = change(known?.notices ?? {});
    if (known) {
      await tx.noticePreferences.update(nextVersion<NoticePreference>(ctx, known, { notices }));
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
