import { findRoles, titleOf } from '#core/index.js';
import { isPerson, nearestLocale, type Context, type Locale } from '#kernel/index.js';
import type { Invitation, Mail, Organization } from '#store/index.js';
import type { NotificationDeps } from '../deps.js';
import {
  isTemplate,
  type AccessItem,
  type LocaleTexts,
  type TemplateName,
} from '../templates/texts.js';
import { recheckRecipient } from '../recipients/recheck.js';
import { formatDate, type DateStyle } from './dates.js';
import { toSingleLine, type View } from './render.js';

/** What a mail is rendered from, or why it is not sent. */
export type Prepared =
  | {
      readonly kind: 'ready';
      readonly template: TemplateName;
      readonly locale: Locale;
      readonly texts: LocaleTexts;
      readonly view: View;
      readonly organization: Organization | undefined;
      /** as the recipient is written to now */
      readonly to: Pick<Mail, 'to' | 'toName'>;
      /** the recipient wants it in a digest */
      readonly inDigest: boolean;
    }
  | { readonly kind: 'suppressed' | 'failed'; readonly why: string };

/**
 * Reads what the mail is about, and its recipient, as they are now: an invitation that has ended meanwhile is not mailed, nor is a
 * member who may not know of it any more.
 */
export async function prepareMail(
  deps: NotificationDeps,
  ctx: Context,
  mail: Mail,
): Promise<Prepared> {
  const { store } = deps;
  const now = ctx.clock.now();
  const { template, organizationId } = mail;
  if (!isTemplate(template)) return { kind: 'failed', why: `there is no template ${template}` };
  const organization =
    organizationId === undefined ? undefined : await store.read.organizations.get(organizationId);
  if (organizationId !== undefined && organization?.status !== 'active') {
    return { kind: 'suppressed', why: 'the organization is not active any more' };
  }
  const addressed = await addressee(deps, mail, organization, now);
  if ('kind' in addressed) return addressed;
  const { to, inDigest, data } = addressed;
  const locale = nearestLocale(addressed.locale, organization?.locale);
  const base = {
    ...textsOf(data),
    organization: organization?.name ?? 'Muster',
    name: to.toName ?? '',
    link: '',
  };
  const texts = deps.texts[locale];
  const prepared = { kind: 'ready', template, locale, texts, organization, to, inDigest } as const;
  const tags = [addressed.locale, organization?.locale];
  const dates = {
    // `en-GB` and `de-AT` write dates in ways of their own
    language: tags.find((tag) => tag !== undefined && nearestLocale(tag) === locale) ?? locale,
    timeZone: organization?.timeZone,
  };
  const found = await valuesOf(deps, { ...mail, data }, { ctx, locale, dates, organization, now });
  if ('kind' in found) return found;
  return { ...prepared, view: oneLined({ ...base, ...found.view }) };
}

/** Placeholders whose values may have several lines. Every other value is a name, which cannot begin a paragraph of its own. */
const WITH_LINES: ReadonlySet<string> = new Set(['message', 'note', 'reason', 'text', 'items']);

function oneLined(view: View): View {
  const entries = Object.entries(view);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, WITH_LINES.has(name) ? value : toSingleLine(value)]),
  );
}

interface Addressee extends Pick<Mail, 'data'> {
  readonly locale: string | undefined;
  readonly to: Pick<Mail, 'to' | 'toName'>;
  readonly inDigest: boolean;
}

/** A mail to an address goes where it was queued for; one to a member, where the member is now. */
async function addressee(
  deps: NotificationDeps,
  mail: Mail,
  organization: Organization | undefined,
  now: number,
): Promise<Addressee | Unsent> {
  const { memberId, locale, data, template, byRole = false } = mail;
  if (memberId === undefined || !organization) {
    return { to: mail, inDigest: false, data, locale };
  }
  const found = await recheckRecipient(deps, mail, organization, now);
  if (found.kind === 'gone') return { kind: 'suppressed', why: found.why };
  const notice = typeof data['notice'] === 'string' ? data['notice'] : template;
  const channel = found.channelOf(notice, byRole);
  if (channel === 'off' || channel === 'in_app') {
    return { kind: 'suppressed', why: 'the member is not notified of this by mail any more' };
  }
  const lines = linesOf(data).filter((line) => {
    const now = found.channelOf(line.notice, line.byRole === true);
    return now === 'mail' || now === 'digest';
  });
  if (template === 'digest' && Array.isArray(data['lines']) && lines.length === 0) {
    return { kind: 'suppressed', why: 'the member is not notified of any of it any more' };
  }
  const items = lines.length > 0 && { items: lines.map(({ text }) => text).join('\n') };
  const { email, name } = found.member;
  return {
    to: { to: email, toName: name },
    inDigest: channel === 'digest' && template !== 'digest',
    data: { ...data, ...items },
    locale: found.member.locale ?? locale,
  };
}

/** A line of a digest, with what decides whether its reader may still read it. */
export interface DigestLine {
  readonly notice: string;
  readonly byRole?: boolean;
  readonly text: string;
  /** of the mail that became the line */
  readonly mailId?: string;
}

function linesOf(data: Mail['data']): readonly DigestLine[] {
  return Array.isArray(data['lines']) ? (data['lines'] as readonly DigestLine[]) : [];
}

type Unsent = Extract<Prepared, { why: string }>;

type Found = { readonly view: View } | Unsent;

interface ViewInput {
  readonly ctx: Context;
  readonly locale: Locale;
  readonly dates: DateStyle;
  readonly organization: Organization | undefined;
  readonly now: number;
}

function valuesOf(deps: NotificationDeps, mail: Mail, input: ViewInput): Promise<Found> {
  if (mail.subject?.kind === 'invitation') return invitationView(deps, mail, input);
  if (mail.subject?.kind === 'domain') return domainView(deps, mail, input);
  if (mail.subject?.kind === 'join-request') return joinRequestView(deps, mail, input);
  return eventView(deps, mail, input);
}

/** Strings and numbers; a template gets nothing else. */
function textsOf(data: Mail['data']): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === 'string') texts[name] = value;
    else if (typeof value === 'number') texts[name] = String(value);
  }
  return texts;
}

async function invitationView(
  deps: NotificationDeps,
  { template, subject, data }: Mail,
  { ctx, locale, dates, organization, now }: ViewInput,
): Promise<Found> {
  const { store, core, baseUrl } = deps;
  const invitation = subject && (await store.read.invitations.get(subject.id));
  if (!invitation) return { kind: 'suppressed', why: 'the invitation is gone' };
  if (template === 'invitation-revoked') {
    const note = typeof data['note'] === 'string' ? data['note'] : (invitation.note ?? '');
    return { view: { note } };
  }
  const ended = endedReason(invitation, subject?.generation, now);
  if (ended !== undefined) return { kind: 'suppressed', why: ended };
  const token = await core.invitations.tokenForMail(ctx, invitation);
  if (token === undefined) return { kind: 'suppressed', why: 'a newer link was sent' };
  const link = core.invitations.linkOf(baseUrl(), token);
  const { inviter, message = '', expiresAt } = invitation;
  const roles = await roleTitles(deps, organization, invitation.roles, locale);
  const expires = formatDate(expiresAt, dates);
  const invitedBy = isPerson(inviter.kind) ? inviter.name : '';
  const author = authorView('inviter', invitedBy, deps.texts[locale]);
  return { view: { ...author, roles, message, expires, link } };
}

async function domainView(
  { store, core }: NotificationDeps,
  { subject }: Mail,
  { ctx, now }: ViewInput,
): Promise<Found> {
  const domain = subject && (await store.read.domains.get(subject.id));
  const proof = domain?.emailProof;
  if (!subject || !proof)
    return { kind: 'suppressed', why: 'the domain is gone, or proved already' };
  if (Date.parse(proof.expiresAt) <= now) return { kind: 'suppressed', why: 'the code expired' };
  const code = await core.domains.codeForMail(ctx, domain, subject.generation ?? 1);
  if (code === undefined) return { kind: 'suppressed', why: 'a newer code was sent' };
  return { view: { domain: domain.name, code } };
}

/** A decision that was taken back by what happened since is not told. */
async function joinRequestView(
  deps: NotificationDeps,
  mail: Mail,
  input: ViewInput,
): Promise<Found> {
  const { joinRequests, members } = deps.store.read;
  const request = await joinRequests.get(mail.subject?.id ?? '');
  if (!request) return { kind: 'suppressed', why: 'the request is gone' };
  if (mail.template === 'join-approved') {
    const member = request.memberId && (await members.get(request.memberId));
    if (!member || member.status !== 'active') {
      return { kind: 'suppressed', why: 'the person is not an active member any more' };
    }
  }
  return eventView(deps, mail, input);
}

function endedReason(
  { status, expiresAt, generation }: Invitation,
  mailedGeneration: number | undefined,
  now: number,
): string | undefined {
  if (status !== 'pending') return `the invitation is ${status}`;
  if (Date.parse(expiresAt) <= now) return 'the invitation has expired';
  return mailedGeneration === generation ? undefined : 'a newer link was sent';
}

/** A person by name. Built-in texts name nobody else; an organization's own text has a word for it, which may have been written before. */
function authorView(
  placeholder: 'inviter' | 'actor',
  person: string,
  { unknownActor }: LocaleTexts,
): View {
  const name = toSingleLine(person);
  return { [placeholder]: name || unknownActor, byPerson: name === '' ? '' : 'yes' };
}

/** In the reader's language. */
async function roleTitles(
  { store, presets }: NotificationDeps,
  organization: Organization | undefined,
  names: readonly string[],
  locale: Locale,
): Promise<string> {
  const found = organization && (await findRoles(store.read, presets, organization, names));
  const titles = names.map((name) => {
    const role = found?.get(name);
    return role ? titleOf(role, locale) : name;
  });
  return titles.join(', ');
}

/** What the data holds by name or code, as texts. */
async function eventView(
  deps: NotificationDeps,
  { data, template }: Mail,
  { locale, dates, organization }: ViewInput,
): Promise<Found> {
  const texts = deps.texts[locale];
  const text = (name: string): string => (typeof data[name] === 'string' ? data[name] : '');
  const list = (name: string): string[] =>
    Array.isArray(data[name]) ? data[name].map(String) : [];
  const view: Record<string, string> = { ...authorView('actor', text('actor'), texts) };
  const roles = await roleTitles(deps, organization, list('roles'), locale);
  if (template === 'role-changed') view['roles'] = roles || texts.noRole;
  if (template === 'member-added') view['roles'] = roles;
  if (Array.isArray(data['items'])) {
    // the mail that welcomes a member says itself what these two say
    const said = template === 'member-added' ? ['added', 'roles'] : [];
    view['items'] = list('items')
      .filter((item) => !said.includes(item))
      .map((item) => toLine(item === 'roles' ? `roles:${roles || texts.noRole}` : item, texts))
      .join('\n');
  }
  if (text('expiresAt') !== '') view['expires'] = formatDate(text('expiresAt'), dates);
  if (text('usableUntil') !== '') view['usableUntil'] = formatDate(text('usableUntil'), dates);
  if (template === 'token-expiring') view['token'] = toSingleLine(text('name'));
  if (template.startsWith('webhook-')) view['endpoint'] = toSingleLine(text('name'));
  if (template === 'host-notice' && /^https?:\/\//.test(text('url'))) view['link'] = text('url');
  return { view };
}

/** `spaceAdded:Design`, or any other text */
function toLine(item: string, { access }: LocaleTexts): string {
  const at = item.indexOf(':');
  const kind = at === -1 ? item : item.slice(0, at);
  if (!Object.hasOwn(access, kind)) return `- ${toSingleLine(item)}`;
  const subject = at === -1 ? '' : toSingleLine(item.slice(at + 1));
  return `- ${access[kind as AccessItem].replace('{{what}}', () => subject)}`;
}
