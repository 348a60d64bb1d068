import { beforeAll, expect, test } from '@jest/globals';
import { readSheet, writeXlsx } from '@muster/sheets';
import { overServers } from '../kit/server-suites.js';
import { unzipped } from '../../packages/sheets/test/zips.js';
import { LAYOUT_ROWS } from './layout-rows.js';
import {
  refusalsOf,
  newAddress,
  clock,
  clientOf,
  Company,
  fieldsOf,
  MINUTE_MS,
  PERMISSION_MISSING,
  refusalOf,
  serverOptions,
  waitUntil,
  type Person,
} from './products.js';

// Software with seats, handed out by account administrators. A licence is a seat of a product.

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

overServers(
  'seed 1: seats of software',
  (server) => {
    let account: Company;
    let admin: Person;
    let user: Person;
    beforeAll(async () => {
      account = await Company.open(server(), 'nti');
      admin = await account.join('account-admin');
      user = await account.join('user');
    });

    const assign = (productId: string, { id: memberId }: Person, whenFull?: 'request') =>
      account.as(admin).assignSeat({
        ...account.params,
        body: { productId, memberId, ...(whenFull && { whenFull }) },
      });

    const release = (seatId: string) =>
      account.as(admin).releaseSeat({ params: { organizationId: account.id, seatId } });

    const rowsOf = async (email: string) =>
      (await account.as(admin).listMembers({ ...account.params, query: { email } })).items;

    /** An account of the product that belongs to nobody's organization yet. */
    const signUp = async (name: string): Promise<string> => {
      const body = { email: newAddress(), name, emailVerified: true };
      await clientOf(server(), server().operatorKey).createAccount({ body });
      return body.email;
    };

    const sheetOf = async (people: readonly { email: string; name: string; seats?: string }[]) => {
      const columns = ['email', 'name', 'seats'].map((key) => ({ key, title: key }));
      const rows = people.map((row) => ({ seats: '', ...row }));
      const bytes = await writeXlsx({ rows, columns, sheet: 'Users' });
      return new Blob([new Uint8Array(bytes)], { type: XLSX });
    };

    const upload = async (sheet: Blob) =>
      account.as(admin).createImport({ ...account.params, query: { mode: 'add' }, body: sheet });

    const importUntil = (importId: string, status: string) => {
      const params = { organizationId: account.id, importId };
      const read = () => account.as(admin).getImport({ params });
      return waitUntil(read, (found) => found.status === status);
    };

    test('1.1 page layout: the console shows it: Users tab sits under Account admin.', () => {
      expect(LAYOUT_ROWS['1.1']).toBe('Members');
    });

    test('1.2 It lists every attached user with assigned licences and details.', async () => {
      const product = await account.product(2, 'Modeller');
      const [one, two] = [await account.admit({ products: [product] }), await account.admit()];
      const query = { limit: 200 };
      const { items } = await account.as(admin).listMembers({ ...account.params, query });
      const known = items.map(({ id }) => id);
      expect(known).toEqual(expect.arrayContaining([one.id, two.id, user.id, admin.id]));
      const row = items.find(({ id }) => id === one.id);
      expect(row).toMatchObject({ name: one.name, email: one.email, status: 'active' });
      const seats = await account.as(admin).listSeats({
        ...account.params,
        query: { ...query, productId: product },
      });
      const licences = seats.items.map(({ memberId, productName }) => `${memberId} ${productName}`);
      expect(licences).toEqual([`${one.id} Modeller`]);
      expect(await refusalOf(account.as(user).listMembers(account.params))).toBe(
        PERMISSION_MISSING,
      );
    });

    test('1.3 page layout: the console shows it: Clicking a user opens a right side panel over the list.', () => {
      expect(LAYOUT_ROWS['1.3']).toBe('Member side panel');
    });

    test('1.4 Panel tabs: Licenses (access) and Details (person).', async () => {
      const product = await account.product(1, 'Viewer');
      const somebody = await account.admit({ products: [product] });
      const me = account.as(admin);
      const access = await me.getMemberAccess(account.memberParams(somebody));
      expect(access.seats).toMatchObject([{ product: 'Viewer', status: 'assigned' }]);
      expect(access.roles.map(({ role }) => role)).toEqual(['user']);
      expect(await me.getMember(account.memberParams(somebody))).toMatchObject({
        name: somebody.name,
        email: somebody.email,
        managed: false,
      });
    });

    test('1.5 Nothing changes until Edit then Save in the panel bar.', async () => {
      const somebody = await account.join('user');
      const me = account.as(admin);
      const before = await me.getMember(account.memberParams(somebody));
      const body = { roles: [{ role: 'account-admin' }] };
      await me.previewMemberRoles({ ...account.memberParams(somebody), body });
      expect(await me.getMember(account.memberParams(somebody))).toEqual(before);
      const save = (name: string) => {
        const ifMatch = `W/"${before.version}"`;
        return me.updateMember({ ...account.memberParams(somebody), ifMatch, body: { name } });
      };
      expect(await save('User Two')).toMatchObject({ name: 'User Two' });
      // somebody else saved while the panel was open
      expect(await refusalOf(save('User Three'))).toBe('412 request.precondition');
      expect((await me.getMember(account.memberParams(somebody))).name).toBe('User Two');
    });

    test('1.6 Edit > Licenses > "Assign seat" per software grants access.', async () => {
      const [modeller, viewer] = [await account.product(1, 'Modeller'), await account.product(1)];
      const somebody = await account.join('user');
      expect(await account.seatsOf(somebody)).toEqual([]);
      expect(await assign(modeller, somebody)).toMatchObject({ status: 'assigned' });
      expect(await account.seatsOf(somebody)).toEqual(['Modeller assigned']);
      const mine = await account.as(somebody).listProducts(account.params);
      expect(mine.items.map(({ id }) => id)).toEqual([modeller]);
      const body = { productId: viewer, memberId: user.id };
      expect(await refusalOf(account.as(user).assignSeat({ ...account.params, body }))).toBe(
        PERMISSION_MISSING,
      );
      expect(await account.seatsOf(user)).toEqual([]);
    });

    test('1.7 With no free seat the action becomes "Request seats".', async () => {
      const product = await account.product(1, 'Renderer');
      const [one, two] = [await account.join('user'), await account.join('user')];
      await assign(product, one);
      const params = { organizationId: account.id, productId: product };
      expect(await account.as(admin).getProductUse({ params })).toMatchObject({ free: 0 });
      expect(await refusalOf(assign(product, two))).toBe('409 seat.none_free');
      expect(await account.seatsOf(two)).toEqual([]);
      const asked = await assign(product, two, 'request');
      expect(asked).toMatchObject({ status: 'requested' });
      const requests = await account.as(admin).listSeatRequests(account.params);
      expect(requests.items.map(({ id }) => id)).toContain(asked.id);
      // granted, it waits for the next seat that comes free, and gets it
      const request = { params: { organizationId: account.id, seatRequestId: asked.id } };
      expect(await account.first.approveSeatRequest(request)).toMatchObject({ status: 'queued' });
      await account.as(admin).updateProduct({ params, body: { seats: 2 } });
      expect(await account.seatsOf(two)).toEqual(['Renderer assigned']);
    });

    test('1.8 Saving an assignment emails the user.', async () => {
      const product = await account.product(1);
      const somebody = await account.join('user');
      const told = await account.mailed(somebody.email, () => assign(product, somebody));
      expect(told).toEqual(['seat-assigned']);
    });

    test('1.9 "Unassign seat" removes access.', async () => {
      const product = await account.product(1);
      const somebody = await account.join('user');
      const { id } = await assign(product, somebody);
      const seat = { params: { organizationId: account.id, seatId: id } };
      expect(await refusalOf(account.as(user).releaseSeat(seat))).toBe(PERMISSION_MISSING);
      expect(await account.seatsOf(somebody)).toEqual(['Editor assigned']);
      await release(id);
      expect(await account.seatsOf(somebody)).toEqual([]);
      expect((await account.as(somebody).listProducts(account.params)).items).toEqual([]);
    });

    test('1.10 Unassigning emails the user.', async () => {
      const product = await account.product(1);
      const somebody = await account.join('user');
      const { id } = await assign(product, somebody);
      expect(await account.mailed(somebody.email, () => release(id))).toEqual(['seat-removed']);
    });

    test('1.11 A plus flyout offers "Add user to account" and "Import users from xlsx file".', async () => {
      const body = { email: newAddress(), name: 'User Two' };
      await account.as(admin).addMember({ ...account.params, body });
      expect(await account.roster()).toContain(`${body.email} active`);
      const template = await account.as(admin).getImportTemplate(account.params);
      expect(template.headers.get('content-type')).toBe(XLSX);
      await template.body?.cancel();
      const me = account.as(user);
      const sheet = await sheetOf([{ email: newAddress(), name: 'User Three' }]);
      expect(
        await refusalsOf(
          me.addMember({ ...account.params, body: { ...body, email: newAddress() } }),
          me.getImportTemplate(account.params),
          me.createImport({ ...account.params, body: sheet }),
        ),
      ).toEqual([PERMISSION_MISSING]);
    });

    test('1.12 Wizard step 1: email.', async () => {
      const invite = (email: string) =>
        account.as(admin).createInvitation({ ...account.params, body: { email } });
      const email = newAddress();
      expect(await invite(email)).toMatchObject({ email, status: 'pending' });
      expect(await fieldsOf(invite('user-1 at example'))).toEqual(['email']);
      // the step tells who is here or invited already
      expect(await refusalOf(invite(user.email.toUpperCase()))).toBe('409 member.exists');
      expect(await refusalOf(invite(email))).toBe('409 invitation.pending');
    });

    test('1.13 Step 2 (first/last name) is skipped when the email is already known.', async () => {
      const add = (email: string, name?: string) =>
        account.as(admin).addMember({
          ...account.params,
          body: { email, ...(name !== undefined && { name }) },
        });
      const email = await signUp('Known Person');
      expect(await add(email)).toMatchObject({ name: 'Known Person', status: 'active' });
      const unknown = newAddress();
      expect(await fieldsOf(add(unknown))).toEqual(['name']);
      expect(await add(unknown, 'New Person')).toMatchObject({ name: 'New Person' });
      // the same by invitation
      const other = await signUp('Other Person');
      const { token } = await account.link({ email: other });
      const body = { token, email: other, emailVerified: true, explicit: true } as const;
      expect(await account.operator.acceptInvitation({ body })).toMatchObject({
        name: 'Other Person',
      });
    });

    test('1.14 Step 3: account-admin checkbox, default off.', async () => {
      const [plain, ticked] = [
        await account.admit(),
        await account.admit({ roles: ['account-admin'] }),
      ];
      expect(await account.rolesOf(plain)).toEqual(['user']);
      expect(await account.rolesOf(ticked)).toEqual(['account-admin']);
      expect(await refusalOf(account.as(plain).listMembers(account.params))).toBe(
        PERMISSION_MISSING,
      );
      await account.as(ticked).listMembers(account.params);
    });

    test('1.15 Step 3: pick seats, default none; can be done later.', async () => {
      const product = await account.product(2, 'Modeller');
      const [none, picked] = [await account.admit(), await account.admit({ products: [product] })];
      expect(await account.seatsOf(none)).toEqual([]);
      expect(await account.seatsOf(picked)).toEqual(['Modeller assigned']);
      await assign(product, none);
      expect(await account.seatsOf(none)).toEqual(['Modeller assigned']);
    });

    test('1.16 After "Add user" the row appears at once.', async () => {
      const email = newAddress();
      expect(await rowsOf(email)).toEqual([]);
      const body = { email, name: 'User Two' };
      const made = await account.as(admin).createInvitation({ ...account.params, body });
      expect(await rowsOf(email)).toMatchObject([
        { kind: 'invitation', id: made.id, status: 'pending', name: 'User Two' },
      ]);
    });

    test('1.17 The new user gets an activation email.', async () => {
      const email = newAddress();
      const body = { email };
      const told = await account.mailed(email, () =>
        account.as(admin).createInvitation({ ...account.params, body }),
      );
      expect(told).toEqual(['invitation']);
    });

    test('1.18 Import offers a template with instructions.', async () => {
      await account.product(1, 'Instructed');
      const template = await account.as(admin).getImportTemplate(account.params);
      const bytes = Buffer.from(await template.arrayBuffer());
      const titles: string[] = [];
      for await (const { cells } of readSheet(bytes)) titles.push(...cells.values());
      expect(titles).toEqual(expect.arrayContaining(['Email', 'Name', 'Roles', 'Seats']));
      const parts = unzipped(bytes);
      expect(parts['xl/workbook.xml']).toContain('name="Instructions"');
      // to choose from: this organization's own software
      expect(Object.values(parts).join('')).toContain('Instructed');
    });

    test('1.19 A filled xlsx can be chosen.', async () => {
      const email = newAddress();
      const chosen = await upload(await sheetOf([{ email, name: 'User Two' }]));
      expect(chosen).toMatchObject({ status: 'checking', mode: 'add', dryRun: true });
      const checked = await importUntil(chosen.id, 'checked');
      expect(checked.report).toMatchObject({ rows: 1, errors: 0, toAdd: 1 });
      const broken = new Blob(['this is no workbook'], { type: XLSX });
      expect(await refusalOf(upload(broken))).toBe('400 sheet.refused');
      expect(await rowsOf(email)).toEqual([]);
    });

    test('1.20 OK starts the import.', async () => {
      const product = await account.product(1, 'Imported');
      const email = newAddress();
      const sheet = await sheetOf([{ email, name: 'User Two', seats: 'Imported' }]);
      const { id: importId } = await upload(sheet);
      await importUntil(importId, 'checked');
      expect(await rowsOf(email)).toEqual([]);
      const params = { organizationId: account.id, importId };
      await account.as(admin).applyImport({ params, body: {} });
      expect(await importUntil(importId, 'done')).toMatchObject({ succeeded: 1, failed: 0 });
      expect(await rowsOf(email)).toMatchObject([{ status: 'active', name: 'User Two' }]);
      const seats = await account.as(admin).listSeats({
        ...account.params,
        query: { productId: product },
      });
      expect(seats.items).toMatchObject([{ memberEmail: email, status: 'assigned' }]);
    });

    test('1.21 Big imports are asynchronous; rows appear over time.', async () => {
      const people = Array.from({ length: 120 }, (_, n) => ({
        email: newAddress(),
        name: `Imported ${n}`,
      }));
      const { id: importId, status } = await upload(await sheetOf(people));
      expect(status).toBe('checking');
      await importUntil(importId, 'checked');
      const params = { organizationId: account.id, importId };
      const applied = await account.as(admin).applyImport({ params, body: {} });
      // the answer does not wait for the rows
      expect(applied).toMatchObject({ total: 120, succeeded: 0 });
      const done = await importUntil(importId, 'done');
      expect(done).toMatchObject({ done: 120, succeeded: 120 });
      expect(await rowsOf(people[119]?.email ?? '')).toMatchObject([{ status: 'active' }]);
    }, 120_000);

    const remove = (somebody: Person) =>
      account.as(admin).removeMember({ ...account.memberParams(somebody), body: {} });

    test('1.22 Remove = row checkbox + minus button.', async () => {
      const somebody = await account.join('user');
      const victim = { ...account.memberParams(somebody), body: {} };
      expect(await refusalOf(account.as(user).removeMember(victim))).toBe(PERMISSION_MISSING);
      expect(await account.roster()).toContain(`${somebody.email} active`);
      expect(await remove(somebody)).toMatchObject({ id: somebody.id, status: 'left' });
      expect(await refusalOf(remove(somebody))).toBe('409 member.left');
    });

    test('1.23 A warning dialog needs Yes.', async () => {
      const product = await account.product(1, 'Modeller');
      const somebody = await account.admit({ products: [product] });
      const warning = await account.as(admin).previewMemberRemoval(account.memberParams(somebody));
      expect(warning).toMatchObject({ seats: [{ product: 'Modeller' }], spaces: [] });
      expect(warning.refusal).toBeUndefined();
      // without a Yes nothing has happened
      expect(await account.roster()).toContain(`${somebody.email} active`);
      expect(await account.seatsOf(somebody)).toEqual(['Modeller assigned']);
    });

    test('1.24 The user leaves the list.', async () => {
      const somebody = await account.join('user');
      const listed = async () => {
        const query = { state: 'active,pending,suspended', email: somebody.email };
        return (await account.as(admin).listMembers({ ...account.params, query })).items;
      };
      expect(await listed()).toHaveLength(1);
      await remove(somebody);
      expect(await listed()).toEqual([]);
      expect(await refusalOf(account.as(somebody).getMe(account.params))).toBe(
        '403 acting.unknown',
      );
    });

    test("1.25 All seats given by this account are released (only this account's).", async () => {
      const other = await Company.open(server(), 'nti');
      const product = await account.product(1, 'Here');
      const somebody = await account.admit({ products: [product, await account.product(1)] });
      const elsewhere = await other.admit({
        email: somebody.email,
        products: [await other.product(1, 'There')],
      });
      await remove(somebody);
      expect(await account.seatsOf(somebody)).toEqual([]);
      expect(await other.seatsOf(elsewhere)).toEqual(['There assigned']);
      const params = { organizationId: account.id, productId: product };
      expect(await account.first.getProductUse({ params })).toMatchObject({ used: 0, free: 1 });
    });

    test('1.26 Several rows can be removed at once.', async () => {
      const [one, two] = [await account.join('user'), await account.join('user')];
      const ids = [one.id, admin.id, two.id];
      const body = { action: 'remove', ids } as const;
      const result = await account.as(admin).bulkMembers({ ...account.params, body });
      // nobody removes themselves, and that stops no other row
      expect(result).toMatchObject({ succeeded: 2, failed: 1 });
      expect(result.rows.map(({ code }) => code)).toEqual([undefined, 'member.self', undefined]);
      expect(await account.roster()).toEqual(
        expect.arrayContaining([`${one.email} left`, `${two.email} left`, `${admin.email} active`]),
      );
    });

    test('1.27 Resend invitation = row checkbox + letter button + Yes.', async () => {
      const { id, token } = await account.link();
      const me = account.as(admin);
      expect(await refusalOf(account.as(user).resendInvitation(account.invitationParams(id)))).toBe(
        PERMISSION_MISSING,
      );
      // a second click within the minute is a mistake
      expect(await refusalOf(me.resendInvitation(account.invitationParams(id)))).toBe(
        '429 invitation.cool_down',
      );
      await account.operator.lookUpInvitation({ body: { token } });
      clock.advance(MINUTE_MS);
      expect(await me.resendInvitation(account.invitationParams(id))).toMatchObject({
        daysLeft: 7,
      });
      const several = [await account.link(), await account.link()].map((one) => one.id);
      clock.advance(MINUTE_MS);
      const task = await me.bulkResendInvitations({
        ...account.params,
        body: { ids: several },
      });
      expect(await account.finished(task.id)).toMatchObject({ succeeded: 2, failed: 0 });
    });

    test('1.28 Resend is impossible unless activation is pending.', async () => {
      const { id, token, email } = await account.link();
      await account.accept(token, email);
      clock.advance(MINUTE_MS);
      const before = await account.first.getInvitation(account.invitationParams(id));
      expect(await refusalOf(account.first.resendInvitation(account.invitationParams(id)))).toBe(
        '409 invitation.not_pending',
      );
      expect(await account.first.getInvitation(account.invitationParams(id))).toEqual(before);
    });

    test('1.29 Resend delivers a fresh activation email.', async () => {
      const email = newAddress();
      const body = { email };
      const { id } = await account.as(admin).createInvitation({ ...account.params, body });
      clock.advance(MINUTE_MS);
      const told = await account.mailed(email, () =>
        account.as(admin).resendInvitation(account.invitationParams(id)),
      );
      expect(told).toEqual(['invitation']);
      // the fresh link works, the one before is dead
      const old = await account.link();
      clock.advance(MINUTE_MS);
      const { token = '' } = await account.first.resendInvitation(account.invitationParams(old.id));
      expect(await refusalOf(account.accept(old.token, old.email))).toBe(
        '410 invitation.superseded',
      );
      await account.accept(token, old.email);
    });

    test('1.30 Account-admin right is a Details checkbox, saved, and the user is emailed.', async () => {
      const somebody = await account.join('user');
      const save = (role: string, by = admin) =>
        account.as(by).setMemberRoles({
          ...account.memberParams(somebody),
          body: { roles: [{ role }], confirm: true },
        });
      expect(await refusalOf(save('account-admin', user))).toBe(PERMISSION_MISSING);
      expect(await account.mailed(somebody.email, () => save('account-admin'))).toEqual([
        'role-changed',
      ]);
      expect(await account.rolesOf(somebody)).toEqual(['account-admin']);
      expect(await account.mailed(somebody.email, () => save('user'))).toEqual(['role-changed']);
      expect(await account.rolesOf(somebody)).toEqual(['user']);
    });
  },
  serverOptions(),
);
