import { type Directory, findRoles, hashOfToken } from '#core/index.js';
import type { Invitation, Mail, Organization, Store } from '#store/index.js';
import { oneLine, type View } from './render.js';
import { LOCALES, nearestLocale, type Locale } from './locales.js';
import { isTemplate, type AccessItem, type TemplateName } from './words.js';
import type { MailOptions } from './options.js';

/** Everything that a mail is rendered of, or why it must not go out. */
export type Prepared =
  | {
      readonly kind: 'ready';
      readonly template: TemplateName;
      readonly locale: Locale;
      readonly view: View;
      readonly organization: Organization | undefined;
    }
  | { readonly kind: 'suppressed' | 'failed'; readonly why: string };

type Rooms = Pick<MailOptions, 'store' | 'directory' | 'baseUrl'>;

/** Looks at what the mail is about as it is now: an invitation that has ended meanwhile is not mailed. */
export async function prepare(rooms: Rooms, mail: Mail, now: number): Promise<Prepared> {
  const { store } = rooms;
  const { template, organizationId } = mail;
  if (!isTemplate(template)) return { kind: 'failed', why: `there is no template ${template}` };
  const organization =
    organizationId === undefined ? undefined : await store.read.organizations.get(organizationId);
  if (organizationId !== undefined && organization?.status !== 'active') {
    return { kind: 'suppressed', why: 'the organization is not active any more' };
  }
  const locale = nearestLocale(mail.locale, organization?.locale);
  const base = {
    ...textsOf(mail.data),
    organization: organization?.name ?? 'Muster',
    name: mail.toName ?? '',
    link: '',
  };
  const ready = { kind: 'ready', template, locale, organization } as const;
  if (mail.subject?.kind === 'invitation') {
    const found = await aboutInvitation(rooms, mail, { locale, organization, now });
    if ('kind' in found) return found;
    return { ...ready, view: { ...base, ...found.view } };
  }
  if (mail.subject?.kind === 'domain') {
    const found = await aboutDomain(rooms, mail, now);
    if ('kind' in found) return found;
    return { ...ready, view: { ...base, ...found.view } };
  }
  const more = await details(rooms.store, rooms.directory, mail, { locale, organization });
  return { ...ready, view: { ...base, ...more } };
}

/** Plain values become texts; everything else is no business of a template. */
function textsOf(data: Mail['data']): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === 'string') texts[name] = value;
    else if (typeof value === 'number') texts[name] = String(value);
  }
  return texts;
}

interface Place {
  readonly locale: Locale;
  readonly organization: Organization | undefined;
}

async function aboutInvitation(
  { store, directory, baseUrl }: Rooms,
  { template, subject, data }: Mail,
  { locale, organization, now }: Place & { readonly now: number },
): Promise<{ view: View } | Extract<Prepared, { why: string }>> {
  const invitation = subject && (await store.read.invitations.get(subject.id));
  if (!invitation) return { kind: 'suppressed', why: 'the invitation is gone' };
  const { kind, name } = invitation.inviter;
  // "operator" is what we call them, and a key has the name that a developer gave it
  const by = kind === 'member' ? name : organization?.name;
  const inviter = oneLine(by ?? name) || LOCALES[locale].somebody;
  if (template === 'invitation-revoked') {
    const note = typeof data['note'] === 'string' ? data['note'] : (invitation.note ?? '');
    return { view: { note } };
  }
  const over = whyOver(invitation, subject?.generation, now);
  if (over !== undefined) return { kind: 'suppressed', why: over };
  const token = directory.links.token('invite', invitation.id, invitation.generation);
  if (hashOfToken(token) !== invitation.tokenHash) {
    const why =
      'the link cannot be made again: the operator key has changed since the invitation; resend it';
    return { kind: 'failed', why };
  }
  const link = directory.invitations.linkOf(baseUrl(), token);
  const roles = await titles(store, directory, organization, invitation.roles);
  const expires = shownDate(invitation.expiresAt, locale);
  return { view: { inviter, roles, message: invitation.message ?? '', expires, link } };
}

async function aboutDomain(
  { store, directory }: Rooms,
  { subject }: Mail,
  now: number,
): Promise<{ view: View } | Extract<Prepared, { why: string }>> {
  const domain = subject && (await store.read.domains.get(subject.id));
  const proof = domain?.emailProof;
  if (!subject || !proof)
    return { kind: 'suppressed', why: 'the domain is gone, or proved already' };
  if (Date.parse(proof.expiresAt) <= now) return { kind: 'suppressed', why: 'the code expired' };
  const code = directory.links.code('domain', domain.id, subject.generation ?? 1);
  if (hashOfToken(code) === proof.codeHash) return { view: { domain: domain.name, code } };
  return { kind: 'suppressed', why: 'a newer code was sent, or the operator key has changed' };
}

function whyOver(
  { status, expiresAt, generation }: Invitation,
  mailed: number | undefined,
  now: number,
): string | undefined {
  if (status !== 'pending') return `the invitation is ${status}`;
  if (Date.parse(expiresAt) <= now) return 'the invitation has expired';
  return mailed === generation ? undefined : 'a newer link was sent';
}

async function titles(
  store: Store,
  directory: Directory,
  organization: Organization | undefined,
  names: readonly string[],
): Promise<string> {
  if (!organization) return names.join(', ');
  const found = await findRoles(store.read, directory.presets, organization, names);
  return names.map((name) => found.get(name)?.title ?? name).join(', ');
}

/** What the facts name by id or key, in words. */
async function details(
  store: Store,
  directory: Directory,
  { data, template }: Mail,
  { locale, organization }: Place,
): Promise<View> {
  const words = LOCALES[locale];
  const text = (name: string): string => (typeof data[name] === 'string' ? data[name] : '');
  const list = (name: string): string[] =>
    Array.isArray(data[name]) ? data[name].map(String) : [];
  const view: Record<string, string> = { actor: text('actor') || words.somebody };
  if (template === 'role-changed') {
    view['roles'] = (await titles(store, directory, organization, list('roles'))) || words.noRole;
  }
  if (template === 'access-changed') {
    view['items'] = list('items')
      .map((item) => accessLine(item, locale))
      .join('\n');
  }
  if (text('expiresAt') !== '') view['expires'] = shownDate(text('expiresAt'), locale);
  if (template === 'token-expiring') view['token'] = oneLine(text('name'));
  if (template === 'webhook-disabled') view['endpoint'] = oneLine(text('name'));
  if (template === 'host-notice' && /^https?:\/\//.test(text('url'))) view['link'] = text('url');
  return view;
}

/** `spaceAdded:Design` */
function accessLine(item: string, locale: Locale): string {
  const { access } = LOCALES[locale];
  const at = item.indexOf(':');
  const kind = at === -1 ? item : item.slice(0, at);
  if (!Object.hasOwn(access, kind)) return `- ${oneLine(item)}`;
  const what = at === -1 ? '' : oneLine(item.slice(at + 1));
  return `- ${access[kind as AccessItem].replace('{{what}}', () => what)}`;
}

/** In the reader's language, with the zone named: nobody can tell where they are. */
export function shownDate(at: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'long',
    timeZone: 'UTC',
  }).format(new Date(at));
}
