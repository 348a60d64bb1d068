import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { tenantReaders } from '#core/tenancy/index.js';
import { OWNER, overApplications } from '../../kit/application.js';

overApplications('records of one organization', (app) => {
  test('more than a thousand ids are several questions, and ids of others are left out', async () => {
    const { core, ctx, store } = app();
    const own = await core.organizations.create(ctx(), { name: 'Own', owner: OWNER });
    const other = await core.organizations.create(ctx(), { name: 'Other', owner: OWNER });
    const space = await core.spaces.create(ctx(), own.id, { name: 'North' });
    const foreign = await core.spaces.create(ctx(), other.id, { name: 'South' });
    const unknown = Array.from({ length: 1_500 }, () => newId());
    const ids = [foreign.id, ...unknown, space.id, space.id];
    const found = await tenantReaders(store.read, own.id).spaces.getMany(ids);
    expect(found.map(({ id }) => id)).toEqual([space.id]);
  });
});
