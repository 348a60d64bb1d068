import { describe, expect, test } from '@jest/globals';
import type { DomainChange } from '#core/index.js';
import { newId, type Context } from '#kernel/index.js';
import type { Domain } from '#store/index.js';
import { faultOf, outcomeOf } from '../../kit/faults.js';
import { overApplications } from '../../kit/application.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** A domain of this test alone. */
const fresh = (): string => `d${newId().slice(24)}.example`;

overApplications('domains', (app) => {
  const ctx = (): Context => app().ctx();
  const domains = () => app().core.domains;
  const system = () => ({ ...ctx(), actor: { kind: 'system', name: 'job' } as const });
  const claimed = async (name = fresh()): Promise<Domain> => {
    const { id } = await app().organization();
    return domains().add(ctx(), id, name);
  };
  const look = (domain: Domain, texts: readonly string[] | undefined, who = ctx()) =>
    domains().recordDnsAnswer(who, domain, texts);
  const facts = async (domain: Domain): Promise<string[]> =>
    (await app().journal(domain.organizationId))
      .filter(({ type }) => type.startsWith('domain.'))
      .map(({ type }) => type);

  describe('claiming', () => {
    test.each([
      ['  EXAMPLE-a.Example. ', 'example-a.example'],
      ['bücher.example', 'xn--bcher-kva.example'],
    ])('%s is kept as %s', async (text, name) => {
      expect((await claimed(text)).name).toBe(name);
    });

    test.each(['example', '-a.example', 'a b.example', 'a..example', '127.0.0.1', 'x'.repeat(260)])(
      '%s is no domain',
      async (text) => {
        expect(await faultOf(claimed(text))).toMatchObject({ code: 'request.invalid' });
      },
    );

    test('public mailboxes and what the operator blocks belong to nobody, below them neither', async () => {
      expect(await faultOf(claimed('gmail.com'))).toMatchObject({ code: 'domain.consumer' });
      expect(await faultOf(claimed('corp.Gmail.com'))).toMatchObject({ code: 'domain.consumer' });
      expect(await faultOf(claimed('a.blocked.example'))).toMatchObject({ code: 'domain.blocked' });
    });

    test('twice by one organization is refused; by two it is open until one proves it', async () => {
      const one = await claimed();
      const again = domains().add(ctx(), one.organizationId, one.name);
      expect(await faultOf(again)).toMatchObject({ code: 'domain.taken_here' });
      const other = await claimed(one.name);
      await look(one, [one.dnsCode]);
      expect(await faultOf(look(other, [other.dnsCode]))).toMatchObject({
        code: 'domain.taken_elsewhere',
      });
      expect(await faultOf(claimed(one.name))).toMatchObject({ code: 'domain.taken_elsewhere' });
    });

    test('of two who prove it at once, one owns it', async () => {
      const name = fresh();
      const both = [await claimed(name), await claimed(name)];
      const results = await Promise.all(both.map((one) => outcomeOf(look(one, [one.dnsCode]))));
      expect(results.filter((one) => one === 'done')).toHaveLength(1);
      expect(results.filter((one) => one === 'domain.taken_elsewhere')).toHaveLength(1);
    });
  });

  describe('proof by DNS', () => {
    test('one record with exactly the text is enough, among whatever else is there', async () => {
      const domain = await claimed();
      const texts = ['v=spf1 -all', ` ${domain.dnsCode} `];
      expect(await look(domain, texts)).toMatchObject({ status: 'verified', verifiedBy: 'dns' });
      expect(await facts(domain)).toEqual(['domain.added', 'domain.verified']);
    });

    test('nearly the text is none, and the answer says what was looked for and found', async () => {
      const domain = await claimed();
      const found = [`${domain.dnsCode}x`];
      expect(await faultOf(look(domain, found))).toEqual({
        code: 'domain.proof_missing',
        record: `_muster.${domain.name}`,
        type: 'TXT',
        wanted: domain.dnsCode,
        found,
      });
    });

    test('a proof that is gone for three days ends it; DNS that does not answer never does', async () => {
      const domain = await claimed();
      await look(domain, [domain.dnsCode]);
      const place = { organizationId: domain.organizationId, id: domain.id };
      await domains().update(ctx(), place, { enrolment: 'auto' });
      for (let day = 0; day < 10; day += 1) await look(domain, undefined, system());
      for (let day = 0; day < 2; day += 1) {
        expect((await look(domain, [], system())).status).toBe('verified');
      }
      expect(await look(domain, [], system())).toMatchObject({
        status: 'failed',
        enrolment: 'manual',
      });
      expect((await facts(domain)).at(-1)).toBe('domain.failed');
      // and somebody else may prove it now
      const other = await claimed(domain.name);
      expect((await look(other, [other.dnsCode])).status).toBe('verified');
    });

    test('a proof that comes back starts the count anew', async () => {
      const domain = await claimed();
      await look(domain, [domain.dnsCode]);
      await look(domain, [], system());
      await look(domain, [], system());
      expect(await look(domain, [domain.dnsCode], system())).toMatchObject({ failures: 0 });
    });

    test('one that was only claimed is looked at each day for a month', async () => {
      const domain = await claimed();
      expect(domain.recheckAt).toBeDefined();
      for (let day = 1; day < 30; day += 1) {
        expect((await look(domain, [], system())).recheckAt).toBeDefined();
      }
      const last = await look(domain, [], system());
      expect(last.recheckAt).toBeUndefined();
      expect((await look(domain, [domain.dnsCode])).status).toBe('verified');
    });

    test('is looked at again each week', async () => {
      const domain = await claimed();
      await look(domain, [domain.dnsCode]);
      const isDue = async (): Promise<boolean> =>
        (await domains().due(ctx(), 1_000)).some(({ id }) => id === domain.id);
      app().clock.advance(7 * DAY - HOUR);
      expect(await isDue()).toBe(false);
      app().clock.advance(HOUR);
      expect(await isDue()).toBe(true);
    });
  });

  describe('proof by e-mail', () => {
    const codeOf = (domain: Domain): string =>
      app().core.links.code('domain', domain.id, domain.version);
    const sent = async (name?: string): Promise<Domain> =>
      domains().sendCode(ctx(), await claimed(name), 'postmaster');

    test('the code that was sent proves it', async () => {
      const domain = await sent();
      expect(domain.emailProof?.address).toBe(`postmaster@${domain.name}`);
      expect(await domains().confirmCode(ctx(), domain, codeOf(domain))).toMatchObject({
        status: 'verified',
        verifiedBy: 'email',
      });
      // and DNS need not say so too
      expect((await look(domain, [], system())).status).toBe('verified');
    });

    test('M16 a code whose key is gone is replaced when its mail is sent, a newer one is not', async () => {
      const domain = await sent();
      const { emailProof, version } = domain;
      if (!emailProof) throw new Error('No code is waited for.');
      const lost = { ...emailProof, codeHash: '0'.repeat(64) };
      const stored = { ...domain, emailProof: lost, version: version + 1 };
      await app().store.transaction(domain.organizationId, (tx) => tx.domains.update(stored));
      expect(await domains().codeForMail(ctx(), stored, version - 1)).toBeUndefined();
      const code = await domains().codeForMail(ctx(), stored, version);
      expect(code).toMatch(/^\d{8}$/);
      const { id, organizationId } = domain;
      const proved = await domains().confirmCode(ctx(), { id, organizationId }, code ?? '');
      expect(proved.status).toBe('verified');
    });

    test('five wrong codes use it up, and each is counted although it is refused', async () => {
      const domain = await sent();
      for (const triesLeft of [4, 3, 2, 1, 0, 0]) {
        const wrong = domains().confirmCode(ctx(), domain, '99999999');
        expect(await faultOf(wrong)).toEqual({ code: 'domain.proof_wrong', triesLeft });
      }
      const right = domains().confirmCode(ctx(), domain, codeOf(domain));
      expect(await faultOf(right)).toMatchObject({ code: 'domain.proof_wrong' });
    });

    test('after an hour, or once another was sent, the code is dead', async () => {
      const first = await sent();
      const second = await domains().sendCode(ctx(), first, 'admin');
      const confirm = (code: string) => domains().confirmCode(ctx(), second, code);
      expect(await faultOf(confirm(codeOf(first)))).toMatchObject({ code: 'domain.proof_wrong' });
      app().clock.advance(HOUR);
      expect(await faultOf(confirm(codeOf(second)))).toMatchObject({ code: 'domain.proof_wrong' });
    });

    test('only to mailboxes that whoever runs the domain reads', async () => {
      const domain = await claimed();
      expect(await faultOf(domains().sendCode(ctx(), domain, 'somebody'))).toMatchObject({
        code: 'request.invalid',
      });
    });

    test('no code and no hash of one is in the journal', async () => {
      const domain = await sent();
      const lines = JSON.stringify(await app().journal(domain.organizationId));
      expect(lines).not.toContain(codeOf(domain));
      expect(lines).not.toContain(domain.emailProof?.codeHash);
      expect(lines).not.toContain(domain.dnsCode);
    });
  });

  describe('what it opens', () => {
    test('nothing before it is proved, and only roles that the caller may give', async () => {
      const domain = await claimed();
      const update = (change: DomainChange) => domains().update(ctx(), domain, change);
      expect(await faultOf(update({ enrolment: 'auto' }))).toMatchObject({
        code: 'domain.not_verified',
      });
      expect(await faultOf(update({ defaultRole: 'owner' }))).toMatchObject({
        code: 'role.not_mappable',
      });
      expect(await faultOf(update({ defaultRole: 'nobody' }))).toMatchObject({
        code: 'role.unknown',
      });
      const spaces = [{ spaceId: newId(), role: 'member' }];
      expect(await faultOf(update({ defaultSpaces: spaces }))).toMatchObject({
        code: 'space.missing',
      });
      expect((await update({ defaultRole: 'viewer' })).defaultRole).toBe('viewer');
      expect((await update({ defaultRole: null })).defaultRole).toBeUndefined();
    });

    test('it is kept while it enrols, changed by version, and found in its own organization only', async () => {
      const domain = await claimed();
      await look(domain, [domain.dnsCode]);
      const place = { organizationId: domain.organizationId, id: domain.id };
      const auto = await domains().update(ctx(), place, { enrolment: 'auto' });
      expect(await faultOf(domains().remove(ctx(), place))).toMatchObject({
        code: 'domain.in_use',
      });
      const stale = domains().update(
        ctx(),
        { ...place, expected: auto.version - 1 },
        { enrolment: 'manual' },
      );
      expect(await faultOf(stale)).toMatchObject({ code: 'request.precondition' });
      await domains().update(ctx(), place, { enrolment: 'manual' });
      const { id: elsewhere } = await app().organization();
      const wrong = domains().remove(ctx(), { ...place, organizationId: elsewhere });
      expect(await faultOf(wrong)).toMatchObject({ code: 'domain.missing' });
      await domains().remove(ctx(), place);
      expect(await faultOf(domains().get(ctx(), place.organizationId, place.id))).toMatchObject({
        code: 'domain.missing',
      });
    });
  });
});
