import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acceptedLanguages, LOCALES, type Context } from '#kernel/index.js';
import { requireTexts } from '#notifications/templates/checks.js';
import { formatDate } from '#notifications/rendering/dates.js';
import { render } from '#notifications/rendering/render.js';
import { sampleView } from '#notifications/templates/samples.js';
import { PLACEHOLDERS, placeholdersOf, type TemplateName } from '#notifications/templates/texts.js';
import type { Notifications } from '#notifications/index.js';
import { equals, type Invitation } from '#store/index.js';
import { overApplications, PRESETS } from '../kit/application.js';
import { MailServer } from '../kit/mail-servers.js';
import { TestOrganization } from '../kit/test-organizations.js';
import { shippedTexts } from '../kit/texts.js';

// M18: who a mail says has acted, when it says that something ends, and what it calls a role.

const texts = requireTexts(shippedTexts().mails);
const templates = Object.keys(PLACEHOLDERS) as TemplateName[];
const MINUTE = 60_000;
const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const never = new AbortController().signal;

describe('M18 texts', () => {
  const withAuthor = templates.filter((template) => placeholdersOf(template).includes('byPerson'));

  test.each(LOCALES)(
    'M18 in %s, no mail names who is no person, and each names a person',
    (locale) => {
      expect(withAuthor).toHaveLength(15);
      for (const template of withAuthor) {
        const author = { actor: 'Somebody', inviter: 'Somebody' };
        const rendered = (byPerson: string): string => {
          const view = { ...sampleView(template, locale, NOW), ...author, byPerson };
          const { subject, text, html } = render({ template, locale, texts: texts[locale], view });
          return `${subject}\n${text}\n${html}`;
        };
        expect(rendered('yes')).toContain('Somebody');
        expect(rendered('')).not.toContain('Somebody');
        // nothing is left open: no sentence that begins where the name would have stood
        expect(rendered('')).not.toMatch(/^\s*[,.:]|さん(から|が)/mu);
      }
    },
  );

  test('M18 each placeholder that names an author has the condition beside it', () => {
    for (const template of templates) {
      const names = placeholdersOf(template);
      const hasAuthor = names.includes('actor') || names.includes('inviter');
      expect([template, names.includes('byPerson')]).toEqual([template, hasAuthor]);
    }
  });

  test('M18 times are to the minute, in the language and zone of the reader, which is named', () => {
    const at = '2026-03-08T12:00:30.500Z';
    const written = (language: string, timeZone?: string): string =>
      formatDate(at, { language, timeZone }).replace(/\s/gu, ' ');
    expect(written('en')).toMatch(/^March 8, 2026 at 12:00 PM UTC$/);
    expect(written('en-GB')).toMatch(/^8 March 2026 at 12:00 UTC$/);
    expect(written('de')).toMatch(/^8\. März 2026 um 12:00 UTC$/);
    expect(written('ja')).toMatch(/^2026年3月8日 12:00 UTC$/);
    expect(written('de', 'Europe/Berlin')).toMatch(/^8\. März 2026 um 13:00 MEZ$/);
    expect(written('en', 'America/New_York')).toMatch(/^March 8, 2026 at 8:00 AM EDT$/);
    // what an older release or another program stored is still a date
    expect(written('de_AT', 'Mars/Olympus')).toMatch(/^8\. März 2026 um 12:00 UTC$/);
  });

  test('M18 every role of every preset has a title in each language', () => {
    for (const { roles } of PRESETS.values()) {
      for (const { title, titles } of roles) {
        expect([title, Object.keys(titles ?? {}).sort()]).toEqual([
          title,
          ['de', 'es', 'fr', 'ja'],
        ]);
      }
    }
  });

  test('M18 Accept-Language is read by weight', () => {
    expect(acceptedLanguages('pt-BR, en;q=0.5, de-DE;q=0.9, fr;q=0, *;q=0.1')).toEqual([
      'pt-BR',
      'de-DE',
      'en',
    ]);
    expect(acceptedLanguages('')).toEqual([]);
    expect(acceptedLanguages('ja;q=x, es')).toEqual(['es']);
  });
});

overApplications('mails and their authors', (app) => {
  const server = new MailServer();
  let org: TestOrganization;
  let mail: Notifications;

  beforeAll(async () => {
    await server.start();
    mail = app().notificationsWith({ perAddressHour: 100, smtp: server.smtp() });
  });
  afterAll(async () => {
    mail.close();
    await server.stop();
  });
  beforeEach(async () => {
    await app().store.transaction('mails', (tx) =>
      tx.mails.setWhere(equals('status', 'queued'), 'status', 'suppressed'),
    );
    server.received.length = 0;
    org = await TestOrganization.create(app());
  });

  const sent = async (to: string): Promise<string> => {
    app().clock.advance(MINUTE);
    while ((await mail.sendDue(app().ctx(), never)).more);
    const mails = server.mailsTo(to).map(({ mail: one }) => `${one.subject}\n${one.text}`);
    server.received.length = 0;
    return mails.join('\n');
  };
  const invite = async (ctx: Context, more: object = {}): Promise<Invitation> => {
    const input = { email: 'new@example.com', roles: ['admin'], message: 'Come in', ...more };
    return (await app().core.invitations.create(ctx, org.id, input)).invitation;
  };
  const lookUp = ({ id, generation }: Invitation, languages: readonly string[] = []) =>
    app().core.invitations.lookUp(
      app().ctx(),
      app().core.links.token('invite', id, generation),
      languages,
    );
  const asKey = (): Context => ({
    ...app().ctx(),
    actor: { kind: 'api_key', id: 'key-1', name: 'Billing bridge' },
  });

  test('M18 the first invitation, by the operator or a key, invites without an inviter', async () => {
    for (const ctx of [app().ctx(), asKey()]) {
      const invitation = await invite(ctx);
      const text = await sent('new@example.com');
      expect(text).toContain('You are invited to join Example\n');
      expect(text).toContain('You are invited to join Example as Administrator.');
      expect(text).toContain('Message:\nCome in');
      expect(text).not.toMatch(/operator|Billing bridge|Example (invites|writes)|An administrator/);
      expect((await lookUp(invitation)).inviter).toEqual({ name: 'Example', isPerson: false });
      await app().core.invitations.revoke(app().ctx(), org.id, invitation.id, {});
    }
  });

  test('M18 a member is named, also where a key speaks for the member', async () => {
    const invitation = await invite(await org.actingAs(org.first));
    const text = await sent('new@example.com');
    expect(text).toContain('First invites you to Example\n');
    expect(text).toContain('First writes:\nCome in');
    expect((await lookUp(invitation)).inviter).toEqual({ name: 'First', isPerson: true });
  });

  test('M18 an own text that names the inviter has a word for one who is no person', async () => {
    const own = { subject: '{{inviter}} invites you to {{organization}}', text: 'x {{link}}' };
    const target = { organizationId: org.id, template: 'invitation', locale: 'en' };
    await mail.templates.replace(app().ctx(), target, own);
    await invite(app().ctx());
    expect(await sent('new@example.com')).toContain('An administrator invites you to Example');
  });

  test('M18 expiry, role titles and their language: the reader’s; own roles as they were written', async () => {
    const role = { name: 'editor', title: 'Redaktion West', permissions: ['members:read'] };
    await app().core.roles.create(app().ctx(), org.id, role);
    const change = { timeZone: 'Europe/Berlin' };
    await app().core.organizations.update(app().ctx(), { organizationId: org.id }, change);
    const invitation = await invite(app().ctx(), { locale: 'de', roles: ['viewer', 'editor'] });
    const text = (await sent('new@example.com')).replace(/[\u00a0\u202f]/gu, ' ');
    expect(text).toContain('(Rolle: Betrachter, Redaktion West)');
    expect(text).toMatch(/gilt bis \d+\. \S+ 2026 um \d\d:\d\d (MEZ|MESZ)\.\n/);
    const page = await lookUp(invitation, ['ja']);
    expect(page).toMatchObject({ roles: ['Betrachter', 'Redaktion West'], language: 'de' });
  });

  test('M18 without a language of its own, an invitation is shown in the reader’s', async () => {
    const invitation = await invite(app().ctx(), { send: false });
    const titles = async (...languages: string[]) => (await lookUp(invitation, languages)).roles;
    expect(await titles('pt', 'fr-CA', 'de')).toEqual(['Administrateur']);
    expect(await titles()).toEqual(['Administrator']);
  });

  test('M18 changes by the operator, a key or a directory name nobody', async () => {
    const person = await org.person('member');
    const target = { organizationId: org.id, memberId: person.id };
    const { members } = app().core;
    for (const ctx of [app().ctx(), asKey()]) {
      await members.suspend(ctx, target);
      await members.restore(ctx, target);
      const text = await sent(person.email ?? '');
      expect(text).toContain('Your access to Example has changed:');
      expect(text).not.toMatch(/operator|Billing bridge|An administrator/);
    }
    await members.suspend(await org.actingAs(org.first), target);
    expect(await sent(person.email ?? '')).toContain('First has changed your access to Example:');
    await members.remove(app().ctx(), target);
    expect(await sent(person.email ?? '')).toContain('You were removed from Example.');
  });
});
