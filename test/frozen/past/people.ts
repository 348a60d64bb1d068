import type { Json } from '../../kit/server.js';
import type { Main } from './organizations.js';
import { DAY, HOUR, MINUTE, until, type Caller, type Stage } from './stage.js';

/** Members by hand, and what can be done with one. */
export async function members(stage: Stage, { here, ownerId }: Main): Promise<string[]> {
  const add = async (word: string, more: object = {}): Promise<string> => {
    const body = { email: `${word}@example.com`, name: `Member ${word}`, ...more };
    return String((await here.ask('POST', '/members', body)).id);
  };
  const attributes = { department: 'Research', level: 3, remote: true, size: 'M' };
  const ids = [
    await add('one', { roles: ['admin'], locale: 'ja', attributes }),
    await add('two', { roles: ['member', 'viewer'] }),
    await add('three'),
    await add('four', { guest: true }),
    await add('five'),
  ];
  const [one = '', two = '', three = '', four = '', five = ''] = ids;
  await here.ask('PATCH', `/members/${two}`, {
    name: 'Zoë Müller',
    attributes: { department: 'Sales', from: '2026-01-31' },
  });
  await here.ask('POST', `/members/${three}/suspend`);
  await here.ask('POST', `/members/${four}/suspend`);
  await here.ask('POST', `/members/${four}/restore`);
  await here.ask('POST', `/members/${five}/activity`);
  const leaver = await add('leaver');
  await here.as(leaver).ask('POST', '/me/leave');
  const removed = await add('removed', { roles: ['viewer'] });
  await here.ask('POST', `/members/${removed}/remove`, { successorMemberId: one });
  await here.ask('POST', '/members/bulk', { action: 'setRoles', ids: [four], roles: ['viewer'] });
  const until_ = new Date(stage.now() + 2 * HOUR).toISOString();
  const lend = { role: 'root', until: until_, confirm: true };
  await here.as(ownerId).ask('POST', `/members/${five}/roles`, lend);
  await here.ask('POST', `/members/${five}/roles`, { role: 'billing' });
  await here.ask('DELETE', `/members/${five}/roles/billing`);
  await stage.advance(3 * HOUR);
  await stage.run('end-grants');
  const nextWeek = new Date(stage.now() + 60 * DAY).toISOString();
  await here.as(ownerId).ask('POST', `/members/${two}/roles`, { ...lend, until: nextWeek });
  return ids;
}

/** Roles of the organization's own: changed, held, replaced, removed. */
export async function roles(
  stage: Stage,
  { here }: Main,
  [, , , four = '', five = '']: readonly string[],
): Promise<void> {
  const auditor = { name: 'auditor', title: 'Auditor', permissions: ['journal:read'] };
  await here.ask('POST', '/roles', auditor);
  await here.ask('PATCH', '/roles/auditor', {
    description: 'Reads everything.',
    permissions: ['journal:read', 'members:read'],
    mappable: true,
  });
  await here.ask('POST', `/members/${five}/roles`, { role: 'auditor' });
  for (const name of ['short-lived', 'replaced']) {
    await here.ask('POST', '/roles', { name, title: name, permissions: ['members:read'] });
  }
  await here.ask('DELETE', '/roles/short-lived');
  await here.ask('POST', `/members/${four}/roles`, { role: 'replaced' });
  await here.ask('DELETE', '/roles/replaced?to=auditor');
  await stage.run('finish-replacements');
}

/** Links of invitations, as their makers were shown them; `open` is pending when the history ends. */
export interface Invited {
  readonly open: string;
  readonly openId: string;
}

/** An invitation in every state. */
export async function invitations(
  stage: Stage,
  main: Main,
  { spaceId, inviterId = '' }: { readonly spaceId: string; readonly inviterId: string | undefined },
): Promise<Invited> {
  const { here, operator } = main;
  const link = async (word: string, more: object = {}): Promise<{ id: string; token: string }> => {
    const body = { email: `${word}@example.com`, send: false, ...more };
    const { id, token } = await here.ask('POST', '/invitations', body);
    return { id: String(id), token: String(token) };
  };
  const accept = (token: string, email: string): Promise<unknown> =>
    operator.ask('POST', '/invitations/accept', {
      token,
      email,
      emailVerified: true,
      name: 'Invited',
      explicit: true,
    });
  const expired = await link('expired', { lifeDays: 1 });
  const renewed = await link('renewed', { lifeDays: 1 });
  const reminded = await here.ask('POST', '/invitations', {
    email: 'reminded@example.com',
    lifeDays: 30,
    locale: 'es',
    message: 'Please come.',
    roles: ['member'],
    spaces: [{ spaceId, role: 'member' }],
    attributes: { department: 'Sales' },
  });
  await stage.run('send-mail');
  await stage.advance(4 * DAY);
  await stage.run('expire-invitations');
  await stage.run('send-reminders');
  await here.as(inviterId).ask('POST', '/invitations', { email: 'by-member@example.com' });
  await here.ask('PATCH', `/invitations/${reminded.id}`, { roles: ['viewer'], lifeDays: 30 });
  await operator.ask('POST', '/invitations/ask-again', { token: expired.token });
  await here.ask('POST', `/invitations/${renewed.id}/renew`, { lifeDays: 30 });
  await accept((await link('accepted')).token, 'accepted@example.com');
  const declined = await link('declined');
  await operator.ask('POST', '/invitations/lookup', { token: declined.token });
  await operator.ask('POST', '/invitations/decline', { token: declined.token, reportAbuse: true });
  const revoked = await here.ask('POST', '/invitations', { email: 'revoked@example.com' });
  const note = 'The project has ended.';
  await here.ask('POST', `/invitations/${revoked.id}/revoke`, { notify: true, note });
  const deleted = await link('deleted');
  await here.ask('POST', `/invitations/${deleted.id}/revoke`, {});
  await here.ask('DELETE', `/invitations/${deleted.id}`);
  await link('superseded');
  await here.ask('POST', '/members', { email: 'superseded@example.com', name: 'Superseded' });
  const resent = await here.ask('POST', '/invitations', { email: 'resent@example.com' });
  await stage.advance(10 * MINUTE);
  await here.ask('POST', `/invitations/${resent.id}/resend`, undefined);
  const open = await link('invited', { name: 'Somebody', roles: ['viewer'], lifeDays: 30 });
  return { open: open.token, openId: open.id };
}

/** Many at once: tasks with rows. */
export async function bulkInvitations(stage: Stage, { here }: Main): Promise<void> {
  const invite = (words: readonly string[]): Promise<Json> =>
    here.ask('POST', '/invitations/bulk', {
      common: { roles: ['member'], lifeDays: 30 },
      invitations: words.map((word) => ({ email: `${word}@bulk.example.com` })),
    });
  const finish = async (id: unknown): Promise<void> => {
    await stage.run('run-tasks');
    const ended = ['done', 'failed', 'cancelled'];
    await until('The end of a task', async () => {
      const { status } = await here.ask('GET', `/tasks/${String(id)}`);
      return ended.includes(String(status));
    });
  };
  await finish((await invite(['first', 'second', 'first'])).id);
  await stage.advance(10 * MINUTE);
  const filter = { email: 'second@bulk.example.com' };
  await finish((await here.ask('POST', '/invitations/bulk-resend', { filter })).id);
  const { items } = await here.ask('GET', '/invitations?email=second@bulk.example.com');
  const ids = [items?.[0]?.id];
  await finish((await here.ask('POST', '/invitations/bulk-revoke', { ids })).id);
  const { id } = await invite(Array.from({ length: 200 }, (_, at) => `many-${String(at)}`));
  await here.ask('POST', `/tasks/${String(id)}/cancel`);
  await finish(id);
}

/** People who ask, and people with an address of a domain. */
export async function enrolment(stage: Stage, main: Main): Promise<void> {
  const { here, operator } = main;
  const ask = async (word: string): Promise<string> => {
    const body = { email: `${word}@ask.example.com`, name: word, emailVerified: true };
    const request = await here.ask('POST', '/join-requests', { ...body, message: 'Let me in.' });
    return String(request.id);
  };
  await here.ask('POST', `/join-requests/${await ask('approved')}/approve`, { roles: ['viewer'] });
  await here.ask('POST', `/join-requests/${await ask('denied')}/deny`, { reason: 'Not yet.' });
  await here.ask('POST', `/join-requests/${await ask('withdrawn')}/withdraw`);
  const ids = [await ask('denied-too')];
  await here.ask('POST', '/join-requests/decide', { decision: 'deny', ids });
  await ask('waiting');
  await domains(stage, here);
  for (const word of ['enrolled', 'suggested']) {
    const domain = word === 'enrolled' ? 'proved.example' : 'mailbox.example';
    const body = { email: `${word}@${domain}`, name: word, emailVerified: true };
    await operator.ask('POST', '/enrolments', body);
  }
}

async function domains(stage: Stage, here: Caller): Promise<void> {
  const add = (name: string) => here.ask('POST', '/domains', { name });
  const proved = await add('proved.example');
  const text = await here.ask('GET', `/domains/${proved.id}`);
  await stage.record('proved.example', [codeIn(text)]);
  await here.ask('POST', `/domains/${proved.id}/verify`);
  await here.ask('PATCH', `/domains/${proved.id}`, { enrolment: 'auto', defaultRole: 'member' });
  const mailbox = await add('mailbox.example');
  await here.ask('POST', `/domains/${mailbox.id}/code`, { mailbox: 'admin' });
  await stage.run('send-mail');
  const code = (await stage.mails())
    .filter((mail) => mail.includes('admin@mailbox.example'))
    .flatMap(
      (mail) =>
        /\b\d{8}\b/.exec(
          mail
            .split(/\r?\n\r?\n/)
            .slice(1)
            .join('\n'),
        ) ?? [],
    );
  await here.ask('POST', `/domains/${mailbox.id}/confirm`, { code: code.at(-1) });
  await here.ask('PATCH', `/domains/${mailbox.id}`, { enrolment: 'suggest' });
  const lost = await add('lost.example');
  await stage.record('lost.example', [codeIn(await here.ask('GET', `/domains/${lost.id}`))]);
  await here.ask('POST', `/domains/${lost.id}/verify`);
  await stage.record('lost.example', []);
  for (let week = 0; week < 6; week += 1) {
    await stage.advance(8 * DAY);
    await stage.run('recheck-domains');
  }
  await here.ask('DELETE', `/domains/${(await add('removed.example')).id}`);
  await add('waiting.example');
}

function codeIn(domain: object): string {
  return /muster-[\w-]+=?[\w-]*/.exec(JSON.stringify(domain))?.[0] ?? 'no code';
}

/** Sheets: one that is done, one with faults that waits for a decision, one that was given up. */
export async function imports(stage: Stage, { here }: Main): Promise<void> {
  const upload = async (csv: string, query: string): Promise<string> => {
    const type = { 'content-type': 'text/csv' };
    const { id } = await here.ask('POST', `/imports?${query}`, csv, type);
    await until('The check of a sheet', async () => {
      const { status } = await here.ask('GET', `/imports/${String(id)}`);
      return String(status) === 'checked';
    });
    return String(id);
  };
  const people = 'email,name\nsheet-1@example.com,Sheet One\nsheet-2@example.com,Sheet Two\n';
  const done = await upload(people, 'mode=add');
  await here.ask('POST', `/imports/${done}/apply`, {});
  await stage.run('run-tasks');
  await until('The end of an import', async () => {
    const { status } = await here.ask('GET', `/imports/${done}`);
    return String(status) === 'done';
  });
  await upload(`${people}not-an-address,Nobody\n`, 'mode=add-or-update&invite=true');
  const cancelled = await upload(people, 'mode=update');
  await here.ask('POST', `/imports/${cancelled}/cancel`);
}
