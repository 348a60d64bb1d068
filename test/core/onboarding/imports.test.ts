import { expect, test } from '@jest/globals';
import type { SheetLine } from '#core/index.js';
import { newId } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { actingAs, createPerson } from '../../kit/organization-scopes.js';
import { faultOf, outcomeOf } from '../../kit/faults.js';
import { overApplications, rolesOf } from '../../kit/application.js';
import { columnsFor, Importer, linesOf, people, type Cells } from '../../kit/importers.js';

// Sheets as rows, without files: what is refused, what is told before, what is done, once.

overApplications('imports', (app) => {
  const open = async (): Promise<Importer> => new Importer(app(), await app().organization());

  test('a check changes nothing, and tells every cell that is wrong', async () => {
    const importer = await open();
    const before = await app().journal(importer.organization.id);
    const { task, report, valid } = await importer.uploadAndCheck([
      { email: 'user-1@example.com', name: 'User One', roles: 'Viewer; member' },
      { email: 'nobody', name: 'x'.repeat(201), roles: 'king' },
      { email: '', name: 'Nobody' },
      { email: 'USER-1@example.com', name: 'User One' },
      { email: 'user-5@example.com', roles: 'owner' },
      { email: 'user-6@example.com', name: 'User Six', locale: '???', spaceRole: 'emperor' },
    ]);
    expect(task.status).toBe('checked');
    expect(await importer.problems(task.id)).toEqual([
      '3: The email is not an address that mail can be sent to',
      '3: The name has more than 200 characters',
      '3: The roles there is no role “king”',
      '4: The email is missing',
      '5: The email is in row 2 already',
      '6: The roles owner is given by hand, not by a sheet',
      '6: The name is missing, and the address is not known',
      '7: The spaceRole is no role in spaces',
      '7: The locale is not a language tag such as de or pt-BR',
    ]);
    expect(report).toMatchObject({ rows: 6, errors: 5, toAdd: 1, toUpdate: 0 });
    expect(valid).toBe(1);
    expect(await app().journal(importer.organization.id)).toEqual(before);
    expect(await app().members(importer.organization.id)).toHaveLength(1);
  });

  test('1.20, 1.21: people come in with roles, seats, spaces, language and attributes, each with its source', async () => {
    const importer = await open();
    const { organization } = importer;
    const target = { organizationId: organization.id };
    await app().core.attributes.replace(app().ctx(), target, [
      { name: 'cost_centre', title: 'Cost centre', type: 'number' },
      { name: 'site', title: 'Site', type: 'choice', choices: ['North', 'South'] },
    ]);
    const { products, spaces: rooms } = app().core;
    const editor = { key: 'editor', name: 'Product editor', seats: 1 };
    const one = await products.create(app().ctx(), organization.id, editor);
    for (const name of ['Lab, east', 'Office']) {
      await rooms.create(app().ctx(), organization.id, { name });
    }
    const row = (n: number, more: Cells): Cells => ({ ...people(1, n)[0], ...more });
    const { task, report, seats } = await importer.uploadAndApply([
      row(1, { roles: 'viewer, standard', products: 'Product EDITOR', spaces: 'lab, east;Office' }),
      row(2, { products: 'editor', spaces: 'Office', spaceRole: 'Manager', locale: 'pt-br' }),
      row(3, { 'attribute:cost_centre': '12,5', 'attribute:site': 'south' }),
    ]);
    expect(report).toMatchObject({ rows: 3, errors: 0, toAdd: 3 });
    expect(seats).toEqual([{ productId: one.id, product: 'Product editor', needed: 2, free: 0 }]);
    expect(task).toMatchObject({ status: 'done', total: 3, done: 3, succeeded: 3, failed: 0 });
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map((n) => importer.member(`user-${n}@example.com`)),
    );
    expect(rolesOf(first!)).toEqual(['standard by import', 'viewer by import']);
    expect(second).toMatchObject({ source: 'import', locale: 'pt-BR', status: 'active' });
    expect(rolesOf(second!)).toEqual(['member by import']);
    expect(third?.attributes).toEqual({
      cost_centre: { value: 12.5, source: 'import' },
      site: { value: 'South', source: 'import' },
    });
    const seatOf = async (member: Member | undefined) => {
      const { core, ctx } = app();
      const page = await core.seats.ofMember(ctx(), organization.id, member!.id, { limit: 9 });
      return page.items.map(({ status, source }) => `${status} by ${source.kind}`);
    };
    expect(await seatOf(first)).toEqual(['assigned by import']);
    expect(await seatOf(second)).toEqual(['queued by import']);
    const spaces = await app().core.spaces.ofMember(app().ctx(), organization.id, first!.id, {
      limit: 9,
    });
    expect(spaces.items.map((item) => item.space.name).sort()).toEqual(['Lab, east', 'Office']);
    const lines = (await app().journal(organization.id)).map(({ type }) => type);
    expect(lines.filter((type) => type.startsWith('import.'))).toEqual([
      'import.started',
      'import.finished',
    ]);
    expect(lines.filter((type) => type === 'member.added')).toHaveLength(4);
  });

  test('1.13: an address that is known needs no name', async () => {
    const importer = await open();
    const email = `known-${newId()}@example.com`;
    await app().core.accounts.create(app().ctx(), {
      email,
      name: 'Known Name',
      emailVerified: true,
    });
    await importer.uploadAndApply([{ email: email.toUpperCase() }]);
    expect(await importer.member(email)).toMatchObject({ name: 'Known Name', status: 'active' });
    expect((await importer.member(email))?.accountId).toBeDefined();
  });

  test('1.17: newcomers can be invited instead', async () => {
    const importer = await open();
    const rows = [
      { email: 'user-1@example.com', roles: 'viewer' },
      { email: 'user-2@example.com' },
    ];
    const { task, report } = await importer.uploadAndApply(rows, { invite: true });
    expect(report).toMatchObject({ toInvite: 2, toAdd: 0 });
    expect(task).toMatchObject({ status: 'done', succeeded: 2 });
    const { core, ctx } = app();
    const page = await core.invitations.list(ctx(), importer.organization.id, { limit: 9 });
    expect(page.items.map(({ email, roles, send }) => ({ email, roles, send }))).toEqual(
      expect.arrayContaining([
        { email: 'user-1@example.com', roles: ['viewer'], send: true },
        { email: 'user-2@example.com', roles: ['member'], send: true },
      ]),
    );
    const again = await importer.uploadAndCheck(rows, { invite: true, mode: 'add' });
    expect(await importer.problems(again.task.id)).toEqual([
      '2: The email is invited already',
      '3: The email is invited already',
    ]);
  });

  test('modes: add refuses members, update refuses strangers, both together do either', async () => {
    const importer = await open();
    await importer.uploadAndApply(people(1));
    const rows = [
      { email: 'User-1@example.com', name: 'Renamed', roles: 'viewer' },
      ...people(1, 2),
    ];
    const added = await importer.uploadAndCheck(rows, { mode: 'add' });
    expect(await importer.problems(added.task.id)).toEqual([
      '2: The email belongs to a member of the organization already',
    ]);
    const updated = await importer.uploadAndCheck(rows, { mode: 'update' });
    expect(await importer.problems(updated.task.id)).toEqual([
      '3: The email belongs to no member of the organization',
    ]);
    const both = await importer.uploadAndApply(rows);
    expect(both.report).toMatchObject({ toAdd: 1, toUpdate: 1, errors: 0 });
    const member = await importer.member('user-1@example.com');
    expect(member).toMatchObject({ name: 'Renamed', email: 'user-1@example.com' });
    expect(rolesOf(member!)).toEqual(['viewer by import']);
    const same = await importer.uploadAndApply(rows);
    expect(same.report).toMatchObject({ unchanged: 2, toUpdate: 0, toAdd: 0 });
    expect((await importer.member('user-1@example.com'))?.version).toBe(member?.version);
  });

  test('text that looks like a formula is text', async () => {
    const importer = await open();
    await importer.uploadAndApply([
      { email: 'user-1@example.com', name: '=HYPERLINK("http://x")' },
    ]);
    expect((await importer.member('user-1@example.com'))?.name).toBe('=HYPERLINK("http://x")');
  });

  test('who left comes back as the same, and a pending invitation is superseded', async () => {
    const importer = await open();
    const { core, ctx } = app();
    await importer.uploadAndApply(people(1));
    const before = await importer.member('user-1@example.com');
    const at = { organizationId: importer.organization.id, memberId: before!.id };
    await core.members.remove(ctx(), at);
    const { invitation } = await core.invitations.create(ctx(), importer.organization.id, {
      email: 'user-1@example.com',
      roles: ['viewer'],
    });
    await importer.uploadAndApply([{ email: 'user-1@example.com', roles: 'standard' }]);
    const after = await importer.member('user-1@example.com');
    expect(after).toMatchObject({ id: before?.id, status: 'active' });
    expect(rolesOf(after!)).toEqual(['standard by import']);
    const ended = await core.invitations.get(ctx(), importer.organization.id, invitation.id);
    expect(ended.status).toBe('superseded');
  });

  test('what a directory manages stays its own; roles can be given beside', async () => {
    const scim = await app().scimConnection();
    const userId = await scim.user('user-1@example.com', { displayName: 'User One' });
    const importer = new Importer(app(), scim.organization);
    const { email } = await scim.memberOf(userId);
    const address = email ?? '';
    const renamed = await importer.uploadAndCheck([{ email: address, name: 'Other' }]);
    expect((await importer.rows(renamed.task.id))[0]).toMatchObject({
      status: 'invalid',
      code: 'member.managed',
    });
    await importer.uploadAndApply([{ email: address, roles: 'viewer' }]);
    expect(rolesOf(await scim.memberOf(userId))).toContain('viewer by import');
  });

  test('the uploader gives no more than they hold, and less when somebody weaker lets it go', async () => {
    const { organization, ctx: root } = await open();
    const clerk = await createPerson(app(), organization, 'Clerk', 'user-admin');
    const weak = new Importer(app(), organization, await actingAs(app(), clerk));
    const rows = [{ email: 'user-1@example.com', name: 'User One', roles: 'admin' }];
    const own = await weak.uploadAndCheck(rows);
    expect((await weak.rows(own.task.id))[0]).toMatchObject({
      status: 'invalid',
      code: 'permission.escalation',
    });
    const strong = new Importer(app(), organization, root);
    const { task } = await strong.uploadAndCheck(rows);
    expect(task.status).toBe('checked');
    await weak.apply(task.id);
    await weak.runTasks();
    expect((await weak.get(task.id)).task).toMatchObject({ status: 'done', failed: 1 });
    expect(await weak.member('user-1@example.com')).toBeUndefined();
    const line = (await app().journal(organization.id)).find((l) => l.type === 'import.started');
    expect(line?.actor).toMatchObject({ kind: 'member', id: clerk.id });
  });

  test('columns that give seats or spaces, and invitations, need those permissions', async () => {
    const { organization } = await open();
    const member = await createPerson(app(), organization, 'Viewer', 'viewer');
    const importer = new Importer(app(), organization, await actingAs(app(), member));
    expect(await faultOf(importer.upload(people(1), { invite: true }))).toMatchObject({
      code: 'permission.missing',
      permission: 'invitations:write',
    });
    await app().core.products.create(app().ctx(), organization.id, {
      key: 'editor',
      name: 'Editor',
      seats: 5,
    });
    await app().core.spaces.create(app().ctx(), organization.id, { name: 'Lab' });
    // a name that is there is no other answer than one that is not
    const { task } = await importer.uploadAndCheck([
      { email: 'viewer@example.com', products: 'editor', spaces: 'Lab' },
      { email: 'owner@example.com', products: 'x', spaces: 'x' },
    ]);
    expect(await importer.problems(task.id)).toEqual(
      ['2', '2', '3', '3'].map((row, index) =>
        expect.stringMatching(
          `^${row}: The ${index % 2 === 0 ? 'spaces' : 'products'} you may not do this$`,
        ),
      ),
    );
  });

  test('rows with errors hold the import, unless they are to be left out', async () => {
    const importer = await open();
    const { task } = await importer.uploadAndCheck([...people(2), { email: 'nobody' }]);
    expect(await faultOf(importer.apply(task.id))).toMatchObject({
      code: 'import.not_checked',
      valid: 2,
      errors: 1,
    });
    const started = await importer.apply(task.id, { skipInvalid: true });
    expect(started.task).toMatchObject({ status: 'waiting', total: 2, done: 0 });
    await importer.runTasks();
    const over = await importer.apply(task.id, { skipInvalid: true });
    expect(over.task).toMatchObject({ status: 'done', succeeded: 2, failed: 0 });
    expect((await importer.rows(task.id)).map(({ status }) => status)).toEqual([
      'succeeded',
      'succeeded',
      'invalid',
    ]);
  });

  test('not a dry run: goes on by itself when there is nothing to look at first', async () => {
    const importer = await open();
    const good = await importer.uploadAndCheck(people(3), { dryRun: false });
    expect(good.task).toMatchObject({ status: 'done', succeeded: 3 });
    const bad = await importer.uploadAndCheck([...people(1, 9), { email: 'x' }], { dryRun: false });
    expect(bad.task.status).toBe('checked');
    expect(await importer.member('user-9@example.com')).toBeUndefined();
  });

  test('a hard limit is told before, and holds row by row', async () => {
    const { core, ctx } = app();
    const organization = await core.organizations.create(ctx(), {
      name: 'Small',
      slug: `small-${newId()}`,
      plan: 'team',
      owner: { email: 'owner@example.com', name: 'Owner' },
    });
    const importer = new Importer(app(), organization);
    const { task, places } = await importer.uploadAndCheck(people(30));
    expect(places).toEqual({ needed: 30, used: 1, limit: 25 });
    await importer.apply(task.id);
    await importer.runTasks();
    const over = await importer.get(task.id);
    expect(over.task).toMatchObject({ succeeded: 24, failed: 6 });
    const failed = (await importer.rows(task.id)).filter(({ status }) => status === 'failed');
    expect(new Set(failed.map(({ code }) => code))).toEqual(new Set(['limit.members']));
    expect(await app().members(organization.id)).toHaveLength(25);
  });

  test('who is not in the sheet is suspended, when somebody says how many that are', async () => {
    const importer = await open();
    await importer.uploadAndApply(people(30));
    const rest = [{ email: 'owner@example.com' }, ...people(8)];
    const { task, report } = await importer.uploadAndCheck(rest, { mode: 'deactivate-missing' });
    expect(report).toMatchObject({ toSuspend: 22, unchanged: 9, errors: 0 });
    const guard = { code: 'import.guard', suspends: 22, guard: 19 };
    expect(await faultOf(importer.apply(task.id))).toMatchObject(guard);
    expect(await faultOf(importer.apply(task.id, { confirm: 22 }))).toMatchObject(guard);
    const wrong = { confirm: 21, maxDeactivate: 22 };
    expect(await faultOf(importer.apply(task.id, wrong))).toMatchObject({ code: 'import.guard' });
    await importer.apply(task.id, { confirm: 22, maxDeactivate: 22 });
    await importer.runTasks();
    const members = await app().members(importer.organization.id);
    expect(members.filter(({ status }) => status === 'suspended')).toHaveLength(22);
    expect((await importer.member('user-8@example.com'))?.status).toBe('active');
  });

  test('the last administrator stays, whoever is in the sheet', async () => {
    const importer = await open();
    await importer.uploadAndApply(people(3));
    const { task } = await importer.uploadAndCheck(people(3), { mode: 'deactivate-missing' });
    await importer.apply(task.id, { confirm: 1 });
    await importer.runTasks();
    expect((await importer.get(task.id)).task).toMatchObject({ status: 'done', failed: 1 });
    expect((await importer.rows(task.id)).at(-1)).toMatchObject({ code: 'member.last_owner' });
    expect((await importer.member('owner@example.com'))?.status).toBe('active');
  });

  test('cancelled: what is done stays, the rest is never done', async () => {
    const importer = await open();
    const { core, ctx } = app();
    const { task } = await importer.uploadAndCheck(people(40));
    await importer.apply(task.id);
    let looks = 0;
    const soon = {
      get aborted() {
        looks += 1;
        return looks > 4;
      },
    };
    await core.tasks.runTasks(ctx(), soon);
    const half = (await importer.get(task.id)).task;
    expect(half.done).toBe(25);
    await core.imports.cancel(ctx(), importer.organization.id, task.id);
    await importer.runTasks();
    expect((await importer.get(task.id)).task).toMatchObject({
      status: 'cancelled',
      succeeded: 25,
    });
    expect(await app().members(importer.organization.id)).toHaveLength(26);
    expect(await outcomeOf(importer.apply(task.id))).toBe('task.over');
  });

  test('an upload that breaks off leaves nothing, and so does one without rows', async () => {
    const importer = await open();
    const { imports } = app().core;
    async function* broken(): AsyncGenerator<SheetLine> {
      yield* linesOf(people(700));
      throw new Error('the line went dead');
    }
    const columns = columnsFor(people(1));
    const input = { mode: 'add', invite: false, dryRun: true, columns } as const;
    const place = importer.organization.id;
    await expect(imports.create(app().ctx(), place, input, broken())).rejects.toThrow('dead');
    expect(await outcomeOf(imports.create(app().ctx(), place, input, linesOf([])))).toBe(
      'request.invalid',
    );
    expect((await imports.list(app().ctx(), place, { limit: 9 })).items).toEqual([]);
  });

  test('a row that is out of shape is not tried, and its person is not missing', async () => {
    const importer = await open();
    await importer.uploadAndApply(people(2));
    const columns = columnsFor(people(1));
    async function* lines(): AsyncGenerator<SheetLine> {
      for await (const line of linesOf([
        { email: 'owner@example.com', name: 'Owner' },
        ...people(2),
      ])) {
        yield { ...line, ragged: line.row === 4 ? 'short' : null };
      }
    }
    const input = { mode: 'deactivate-missing', invite: false, dryRun: true, columns } as const;
    const { imports } = app().core;
    const { task } = await imports.create(app().ctx(), importer.organization.id, input, lines());
    await importer.runTasks();
    expect((await importer.get(task.id)).report).toMatchObject({
      rows: 3,
      errors: 1,
      toSuspend: 0,
    });
    expect(await importer.problems(task.id)).toEqual([
      '4: The email the row has fewer cells than there are titles; is a delimiter missing?',
    ]);
  });

  test('roles: what groups give and what is lent stays beside those of the sheet', async () => {
    const scim = await app().scimConnection();
    const userId = await scim.user('user-1@example.com');
    await scim.mapGroups([{ groupId: await scim.group('Viewers', userId), role: 'viewer' }]);
    const importer = new Importer(app(), scim.organization);
    const { email = '', id } = await scim.memberOf(userId);
    const root = { kind: 'give', grant: { role: 'root' } } as const;
    await app().core.memberRoles.change(app().ctx(), scim.organization.id, id, root, {
      confirm: true,
    });
    await importer.uploadAndApply([{ email, roles: 'standard' }]);
    const all = ['root by manual', 'standard by import', 'viewer by group'];
    expect(rolesOf(await scim.memberOf(userId))).toEqual(all);
    const again = await importer.uploadAndApply([{ email, roles: 'standard' }]);
    expect(again.report).toMatchObject({ unchanged: 1, toUpdate: 0 });
    await importer.uploadAndApply([{ email, roles: 'power' }]);
    expect(rolesOf(await scim.memberOf(userId))).toEqual([
      'power by import',
      'root by manual',
      'viewer by group',
    ]);
  });

  test('nothing is done in an organization that was disabled meanwhile', async () => {
    const importer = await open();
    const { id } = importer.organization;
    const { task } = await importer.uploadAndCheck(people(2));
    await importer.apply(task.id);
    const { store } = app();
    const disable = (status: 'disabled' | 'active') =>
      store.transaction(id, async (tx) => {
        const before = await tx.organizations.get(id);
        await tx.organizations.update({ ...before!, status, version: before!.version + 1 });
      });
    await disable('disabled');
    expect(await outcomeOf(importer.get(task.id))).toBe('organization.disabled');
    await importer.runTasks();
    await disable('active');
    expect((await importer.get(task.id)).task).toMatchObject({
      status: 'failed',
      error: 'organization.disabled',
      succeeded: 0,
    });
    expect(await app().members(id)).toHaveLength(1);
  });

  test('imports are forgotten after 90 days', async () => {
    const importer = await open();
    const { task } = await importer.uploadAndApply(people(3));
    const { imports } = app().core;
    const DAY = 86_400_000;
    const purge = async (): Promise<void> => {
      for (let more = true; more;) ({ more } = await imports.purgeImports(app().ctx()));
    };
    app().clock.advance(89 * DAY);
    await purge();
    expect((await importer.rows(task.id)).length).toBe(3);
    app().clock.advance(2 * DAY);
    await purge();
    expect(await outcomeOf(importer.get(task.id))).toBe('task.missing');
    const left = await app().store.read.taskRows.count({
      kind: 'compare',
      field: { column: 'taskId' },
      operator: 'eq',
      value: task.id,
    });
    expect(left).toBe(0);
    expect(await importer.member('user-1@example.com')).toBeDefined();
  });

  test('an import of another organization is none', async () => {
    const [importer, other] = [await open(), await open()];
    const { task } = await importer.uploadAndCheck(people(1));
    const { imports } = app().core;
    const place = other.organization.id;
    for (const attempt of [
      () => imports.get(app().ctx(), place, task.id),
      () => imports.apply(app().ctx(), place, task.id, {}),
      () => imports.cancel(app().ctx(), place, task.id),
      () => imports.rows(app().ctx(), place, task.id, { limit: 1 }),
    ]) {
      expect(await outcomeOf(attempt())).toBe('task.missing');
    }
  });
});
