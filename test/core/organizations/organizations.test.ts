import { expect, test } from '@jest/globals';
import { faultOf } from '../../kit/faults.js';
import { overApplications, OWNER, retryEngineDeadlocks, PRESETS } from '../../kit/application.js';

overApplications('organizations', (app) => {
  test('the slug is made of the name, without accents, signs and spare dashes', async () => {
    const { ctx, core } = app();
    const made = async (name: string) => (await core.organizations.create(ctx(), { name })).slug;
    expect(await made('  Âcme & Söhne (2026)!  ')).toBe('acme-sohne-2026');
    expect(await made(`${'long '.repeat(20)}`)).toMatch(/^(long-)+lon$|^(long-)+l?o?n?g?$/);
    expect((await made('x'.repeat(80))).length).toBe(48);
  });

  test('a taken slug gets a number; one that was asked for is refused instead', async () => {
    const { ctx, core } = app();
    const create = (input: { name: string; slug?: string }) =>
      core.organizations.create(ctx(), input);
    expect((await create({ name: 'Twice' })).slug).toBe('twice');
    expect((await create({ name: 'Twice' })).slug).toBe('twice-2');
    expect((await create({ name: 'TWICE.' })).slug).toBe('twice-3');
    expect(await faultOf(create({ name: 'Other', slug: 'twice' }))).toEqual({
      code: 'organization.slug_taken',
      slug: 'twice',
    });
  });

  test('names without Latin letters never run out of slugs', async () => {
    const { ctx, core } = app();
    const slugs = new Set<string>();
    for (let index = 0; index < 30; index += 1) {
      const { slug } = await core.organizations.create(ctx(), { name: '組織' });
      expect(slug).toMatch(/^organization(-[a-z0-9]+)?$/);
      slugs.add(slug);
    }
    expect(slugs.size).toBe(30);
  });

  test('made at once under one name, each gets a slug of its own', async () => {
    const { ctx, core } = app();
    const made = await Promise.all(
      Array.from({ length: 6 }, () =>
        retryEngineDeadlocks(() => core.organizations.create(ctx(), { name: 'Parallel' })),
      ),
    );
    expect(new Set(made.map(({ slug }) => slug)).size).toBe(6);
  });

  test('the owner is a member by hand, and the journal tells both facts', async () => {
    const organization = await app().organization();
    const [owner, ...others] = await app().members(organization.id);
    expect(others).toEqual([]);
    expect(owner).toMatchObject({
      email: OWNER.email,
      name: OWNER.name,
      status: 'active',
      source: 'manual',
      standing: 'owner',
      grants: [{ role: 'owner', source: { kind: 'manual' } }],
    });
    const entries = await app().journal(organization.id);
    expect(entries.map(({ sequence, type, actor }) => [sequence, type, actor.kind])).toEqual([
      [1, 'organization.created', 'operator'],
      [2, 'member.added', 'operator'],
    ]);
  });

  test('an unknown preset is refused by name, and nothing is made', async () => {
    const { ctx, core } = app();
    const work = core.organizations.create(ctx(), { name: 'No preset', preset: 'nope' });
    expect(await faultOf(work)).toMatchObject({
      code: 'request.invalid',
      errors: [{ field: 'preset', problem: `is not one of ${[...PRESETS.keys()].join(', ')}` }],
    });
    expect((await core.organizations.create(ctx(), { name: 'No preset' })).slug).toBe('no-preset');
  });

  test('the list is walked by cursor in the order of making, each once', async () => {
    const { ctx, core } = app();
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.push((await app().organization()).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await core.organizations.list(ctx(), {
        limit: 2,
        ...(cursor !== undefined && { cursor }),
      });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual([...seen].sort());
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(made));
    expect(await faultOf(core.organizations.get(ctx(), 'nobody'))).toMatchObject({
      code: 'organization.missing',
    });
    expect(
      await faultOf(core.organizations.list(ctx(), { limit: 2, cursor: 'forged' })),
    ).toMatchObject({ code: 'request.invalid' });
  });
});
