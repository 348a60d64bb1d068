import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { faultOf } from '../../kit/faults.js';
import { overApplications, retryEngineDeadlocks } from '../../kit/application.js';

overApplications('changes of an organization', (app, { secondApplication }) => {
  const made = async () => {
    const organization = await app().organization();
    return { ...organization, organizationId: organization.id };
  };
  const lastLine = async (id: string) => (await app().journal(id)).at(-1);

  test('the journal tells the difference, and nothing where there is none', async () => {
    const { organizationId, version, name } = await made();
    const { ctx, core } = app();
    const change = {
      name: 'Ærø',
      locale: 'de',
      branding: { color: '#102030' },
      policies: { guests: 'refused', reminders: false },
    } as const;
    const after = await core.organizations.update(ctx(), { organizationId }, change);
    expect(after).toMatchObject({ ...change, nameKey: 'ærø', version: version + 1 });
    expect(await lastLine(organizationId)).toMatchObject({
      type: 'org.updated',
      before: { name },
      after: { ...change },
    });
    const again = await core.organizations.update(ctx(), { organizationId }, change);
    expect(again).toEqual(after);
    expect((await lastLine(organizationId))?.sequence).toBe(3);
  });

  test('null takes fields away, one by one or all at once; absent leaves them', async () => {
    const { organizationId } = await made();
    const { ctx, core } = app();
    const update = (change: object) => core.organizations.update(ctx(), { organizationId }, change);
    const branding = { color: '#102030', supportUrl: 'https://example.com/help' };
    await update({ branding, policies: { guests: 'refused', journalDays: 90 }, locale: 'de' });
    const secondFactor = {
      signIn: true,
      roles: [{ role: 'admin', from: '2026-04-01T00:00:00.000Z' }],
    };
    await core.organizations.setSecondFactor(ctx(), { organizationId }, secondFactor);
    const one = await update({ branding: { color: null }, policies: { guests: null } });
    expect(one.branding).toEqual({ supportUrl: 'https://example.com/help' });
    expect(one.policies).toEqual({ journalDays: 90, secondFactor });
    const none = await update({ branding: null, policies: null, locale: null });
    expect(none.branding).toBeUndefined();
    expect(none.locale).toBeUndefined();
    // what needs another permission is not swept away with the rest
    expect(none.policies).toEqual({ secondFactor });
    const off = await core.organizations.setSecondFactor(ctx(), { organizationId }, null);
    expect(off.policies).toBeUndefined();
    const unknown = { roles: [{ role: 'nope', from: '2026-04-01T00:00:00.000Z' }] };
    expect(
      await faultOf(core.organizations.setSecondFactor(ctx(), { organizationId }, unknown)),
    ).toMatchObject({ code: 'role.unknown', role: 'nope' });
  });

  test('billing contacts are kept once each', async () => {
    const { organizationId } = await made();
    const { ctx, core } = app();
    const contacts = ['Billing@example.com', 'billing@example.com', 'other@example.com'];
    const after = await core.organizations.setBilling(ctx(), { organizationId }, contacts);
    expect(after.billing).toEqual({ contacts: ['billing@example.com', 'other@example.com'] });
  });

  test('a change over an old version is refused, and of two at once over one version one', async () => {
    const { organizationId, version } = await made();
    const other = await secondApplication();
    const change = (by: ReturnType<typeof app>, name: string) =>
      by.core.organizations.update(by.ctx(), { organizationId, expected: version }, { name });
    const outcomes = await Promise.allSettled([change(app(), 'One'), change(other, 'Two')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await faultOf(change(app(), 'Three'))).toEqual({
      code: 'request.precondition',
      version: version + 1,
      id: organizationId,
    });
  });

  test('a new slug leaves the old one valid, and nobody else gets either', async () => {
    const { organizationId, slug } = await made();
    const { ctx, core } = app();
    const { organizations } = core;
    const [next, third] = [`next-${newId()}`, `third-${newId()}`];
    const rename = (to: string) => organizations.rename(ctx(), { organizationId }, to);
    expect(await rename(next)).toMatchObject({ slug: next, version: 2 });
    expect(await lastLine(organizationId)).toMatchObject({
      type: 'org.renamed',
      before: { slug },
      after: { slug: next },
    });
    for (const old of [slug, next, next.toUpperCase()]) {
      expect(await organizations.bySlug(ctx(), old)).toMatchObject({ slug: next });
    }
    const other = await made();
    for (const taken of [slug, next]) {
      const theirs = organizations.rename(ctx(), other, taken);
      expect(await faultOf(theirs)).toEqual({ code: 'organization.slug_taken', slug: taken });
      const created = organizations.create(ctx(), { name: 'New', slug: taken });
      expect(await faultOf(created)).toMatchObject({ code: 'organization.slug_taken' });
    }
    // its own old one can be taken up again
    await rename(third);
    expect((await rename(slug)).slug).toBe(slug);
    expect(await faultOf(organizations.bySlug(ctx(), `nobody-${newId()}`))).toMatchObject({
      code: 'organization.missing',
    });
  });

  test('a race for one slug has one winner', async () => {
    const other = await secondApplication();
    const [one, two] = [await made(), await made()];
    const slug = `wanted-${newId()}`;
    const outcomes = await Promise.allSettled([
      retryEngineDeadlocks(() => app().core.organizations.rename(app().ctx(), one, slug)),
      retryEngineDeadlocks(() => other.core.organizations.rename(other.ctx(), two, slug)),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('an organization keeps its twenty latest slugs, the present one among them', async () => {
    const { organizationId, slug } = await made();
    const { organizations } = app().core;
    const own = newId();
    for (let one = 1; one <= 20; one += 1) {
      await organizations.rename(app().ctx(), { organizationId }, `slug-${own}-${one}`);
    }
    expect(await faultOf(organizations.bySlug(app().ctx(), slug))).toMatchObject({
      code: 'organization.missing',
    });
    const found = await organizations.bySlug(app().ctx(), `slug-${own}-1`);
    expect(found.slug).toBe(`slug-${own}-20`);
  });

  test('the operator finds by status and by the beginning of name or slug, in pages', async () => {
    const { ctx, core } = app();
    const { organizations } = core;
    const own = `q${newId().replace(/-/g, '')}`;
    const create = (name: string, slug: string) => organizations.create(ctx(), { name, slug });
    const one = await create(`${own} One`, `a-${own}`);
    const two = await create(`${own.toUpperCase()} two`, `${own}-two`);
    const three = await create('Something else', `${own}-three`);
    await organizations.disable(ctx(), two.id);
    const walk = async (query: { status?: 'active' | 'disabled'; q: string }, limit: number) => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await organizations.list(ctx(), {
          ...query,
          limit,
          ...(cursor !== undefined && { cursor }),
        });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== undefined);
      return seen;
    };
    for (const limit of [1, 2, 3, 50]) {
      expect(await walk({ q: own.toUpperCase() }, limit)).toEqual([one.id, two.id, three.id]);
      expect(await walk({ q: own, status: 'active' }, limit)).toEqual([one.id, three.id]);
      expect(await walk({ q: own, status: 'disabled' }, limit)).toEqual([two.id]);
    }
    expect(await walk({ q: `${own}x` }, 2)).toEqual([]);
    for (const cursor of ['forged', 'nforged', 'x']) {
      expect(await faultOf(organizations.list(ctx(), { limit: 2, q: own, cursor }))).toMatchObject({
        code: 'request.invalid',
        errors: [{ field: 'cursor' }],
      });
    }
  });
});
