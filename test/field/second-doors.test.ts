import { expect, test } from '@jest/globals';
import { actingAs, newMember } from '../kit/members.js';
import { overApplications } from '../kit/application.js';
import { Importer } from '../kit/importers.js';

// What one door asks, every other one asks too: a sheet, a link that is sent again.

overApplications('second doors', (app) => {
  test('A7 a user administrator changes no administrator by a sheet', async () => {
    const organization = await app().organization();
    const admin = await newMember(app(), organization, 'boss', 'admin');
    const viewer = await newMember(app(), organization, 'seer', 'viewer');
    const ctx = await actingAs(app(), await newMember(app(), organization, 'helper', 'user-admin'));
    const importer = new Importer(app(), organization, ctx);
    const rows = ['boss', 'seer'].map((one) => ({ email: `${one}@example.com`, name: 'Renamed' }));
    const { task, report } = await importer.uploadAndCheck(rows);
    expect(report).toMatchObject({ errors: 1, toUpdate: 1 });
    await importer.apply(task.id, { skipInvalid: true });
    await importer.runTasks();
    expect(await app().store.read.members.get(admin.id)).toEqual(admin);
    expect(await app().store.read.members.get(viewer.id)).toMatchObject({ name: 'Renamed' });
  });

  test('A7 a key that gives neither space nor seat sends no invitation again that gives them', async () => {
    const { id } = await app().organization();
    const { core, ctx } = app();
    const space = await core.spaces.create(ctx(), id, { name: 'Space' });
    const product = await core.products.create(ctx(), id, { key: 'p', name: 'P', seats: 3 });
    const gifts = [{ spaces: [{ spaceId: space.id, role: 'member' }] }, { products: [product.id] }];
    const scopes = ['invitations:write', 'spaces:read:own', 'seats:read:own'];
    const { key } = await core.apiKeys.create(ctx(), id, { name: 'Host', scopes });
    const host = await core.apiKeys.authenticate(ctx(), key);
    for (const [index, gift] of gifts.entries()) {
      const email = `guest-${index}@example.com`;
      const input = { email, send: false, ...gift };
      const { invitation } = await core.invitations.create(ctx(), id, input);
      app().clock.advance(120_000);
      await expect(core.invitations.resend(host, id, invitation.id)).rejects.toMatchObject({
        code: 'permission.missing',
      });
      expect((await core.invitations.get(ctx(), id, invitation.id)).generation).toBe(
        invitation.generation,
      );
    }
  });
});
