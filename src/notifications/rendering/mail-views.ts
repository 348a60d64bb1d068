import { findRoles, hashOfToken } from '#core/index.js';
import { nearestLocale, type Locale } from '#kernel/index.js';
import type { Invitation, Mail, Organization } from '#store/index.js';
import type { NotificationDeps } from '../deps.js';
import {
  isTemplate,
  type AccessItem,
  type LocaleTexts,
  type TemplateName,
} from '../templates/texts.js';
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
    }
  | { readonly kind: 'suppressed' | 'failed'; readonly why: string };

/** Reads what the mail is about as it is now: an invitation that has ended meanwhile is not mailed. */
export async function prepareMail(
  deps: NotificationDeps,
  mail: Mail,
  now: number,
): Promise<Prepared> {
  const { store } = deps;
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
  const texts = deps.texts[locale];
  const prepared = { kind: 'ready', template, locale, texts, organization } as const;
  const found = await valuesOf(deps, mail, { locale, organization, now });
  if ('kind' in found) return found;
  return { ...prepared, view: { ...base, ...found.view } };
}

type Found = { readonly view: View } | Extract<Prepared, { why: string }>;

interface ViewInput {
  readonly locale: Locale;
  readonly organization: Organization | undefined;
  readonly now: number;
}

function valuesOf(deps: NotificationDeps, mail: Mail, input: ViewInput): Promise<Found> {
  if (mail.subject?.kind === 'invitation') return invitationView(deps, mail, input);
  if (mail.subject?.kind === 'domain') return domainView(deps, mail, input);
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
  { locale, organization, now }: ViewInput,
): Promise<Found> {
  const { store, core, baseUrl } = deps;
  const invitation = subject && (await store.read.invitations.get(subject.id));
  if (!invitation) return { kind: 'suppressed', why: 'the invitation is gone' };
  const { kind, name } = invitation.inviter;
  // recipients know neither the operator nor the name of a key
  const displayName = kind === 'member' ? name : organization?.name;
  const inviter = toSingleLine(displayName ?? name) || deps.texts[locale].unknownActor;
  if (template === 'invitation-revoked') {
    const note = typeof data['note'] === 'string' ? data['note'] : (invitation.note ?? '');
    return { view: { note } };
  }
  const ended = endedReason(invitation, subject?.generation, now);
  if (ended !== undefined) return { kind: 'suppressed', why: ended };
  const token = core.links.token('invite', invitation.id, invitation.generation);
  if (hashOfToken(token) !== invitation.tokenHash) {
    const why =
      'the link cannot be made again: the operator key has changed since the invitation; resend it';
    return { kind: 'failed', why };
  }
  const link = core.invitations.linkOf(baseUrl(), token);
  const roles = await roleTitles(deps, organization, invitation.roles);
  const expires = formatDate(invitation.expiresAt, locale);
  return { view: { inviter, roles, message: invitation.message ?? '', expires, link } };
}

async function domainView(
  { store, core }: NotificationDeps,
  { subject }: Mail,
  { now }: ViewInput,
): Promise<Found> {
  const domain = subject && (await store.read.domains.get(subject.id));
  const proof = domain?.emailProof;
  if (!subject || !proof)
    return { kind: 'suppressed', why: 'the domain is gone, or proved already' };
  if (Date.parse(proof.expiresAt) <= now) return { kind: 'suppressed', why: 'the code expired' };
  const code = core.links.code('domain', domain.id, subject.generation ?? 1);
  if (hashOfToken(code) === proof.codeHash) return { view: { domain: domain.name, code } };
  return { kind: 'suppressed', why: 'a newer code was sent, or the operator key has changed' };
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

async function roleTitles(
  { store, presets }: NotificationDeps,
  organization: Organization | undefined,
  names: readonly string[],
): Promise<string> {
  if (!organization) return names.join(', ');
  const found = await findRoles(store.read, presets, organization, names);
  return names.map((name) => found.get(name)?.title ?? name).join(', ');
}

/** What the data holds by name or code, as texts. */
async function eventView(
  deps: NotificationDeps,
  { data, template }: Mail,
  { locale, organization }: ViewInput,
): Promise<Found> {
  const texts = deps.texts[locale];
  const text = (name: string): string => (typeof data[name] === 'string' ? data[name] : '');
  const list = (name: string): string[] =>
    Array.isArray(data[name]) ? data[name].map(String) : [];
  const view: Record<string, string> = { actor: text('actor') || texts.unknownActor };
  if (template === 'role-changed') {
    view['roles'] = (await roleTitles(deps, organization, list('roles'))) || texts.noRole;
  }
  if (template === 'access-changed') {
    view['items'] = list('items')
      .map((item) => toAccessLine(item, texts))
      .join('\n');
  }
  if (text('expiresAt') !== '') view['expires'] = formatDate(text('expiresAt'), locale);
  if (template === 'token-expiring') view['token'] = toSingleLine(text('name'));
  if (template === 'webhook-disabled') view['endpoint'] = toSingleLine(text('name'));
  if (template === 'host-notice' && /^https?:\/\//.test(text('url'))) view['link'] = text('url');
  return { view };
}

/** `spaceAdded:Design` */
function toAccessLine(item: string, { access }: LocaleTexts): string {
  const at = item.indexOf(':');
  const kind = at === -1 ? item : item.slice(0, at);
  if (!Object.hasOwn(access, kind)) return `- ${toSingleLine(item)}`;
  const subject = at === -1 ? '' : toSingleLine(item.slice(at + 1));
  return `- ${access[kind as AccessItem].replace('{{what}}', () => subject)}`;
}

/** In the recipient's language. The zone is named, because the recipient's own is not known. */
export function formatDate(at: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'long',
    timeZone: 'UTC',
  }).format(new Date(at));
}
