import { inOrganization } from '#core/tenancy/index.js';
import { createMember, type Admission } from '#core/members/lifecycle/create.js';
import { instant, newId, type Context } from '#kernel/index.js';
import type { Grant, Member, Organization } from '#store/index.js';
import type { TestApplication } from './application.js';

/** An organization of a preset with its first administrator, and ways to act in it. */
export class TestOrganization {
  private constructor(
    readonly house: TestApplication,
    readonly organization: Organization,
    /** owner or administrator */
    readonly first: Member,
  ) {}

  static async create(
    app: TestApplication,
    preset = 'standard',
    plan?: string,
  ): Promise<TestOrganization> {
    const organization = await app.core.organizations.create(app.ctx(), {
      name: 'Example',
      slug: `home-${newId()}`,
      preset,
      ...(plan !== undefined && { plan }),
      owner: { email: 'first@example.com', name: 'First' },
    });
    const [first] = await app.members(organization.id);
    if (!first) throw new Error('The organization has no first member.');
    return new TestOrganization(app, organization, first);
  }

  get id(): string {
    return this.organization.id;
  }

  /** Somebody with these roles, given by hand, or with these grants. */
  person(...roles: (string | Grant)[]): Promise<Member> {
    const { house: app, organization } = this;
    const since = instant(app.clock.now());
    const grants = roles.map((role): Grant =>
      typeof role === 'string' ? { role, source: { kind: 'manual' }, since } : role,
    );
    const newMember: Admission = {
      name: 'Somebody',
      email: `${newId()}@example.com`,
      status: 'active',
      source: 'manual',
      grants,
    };
    return inOrganization(app.core.deps, app.ctx(), organization.id, (scope) =>
      createMember(scope, newMember),
    );
  }

  /** A call of this member, through a key that may everything. */
  actingAs({ id }: Pick<Member, 'id'>): Promise<Context> {
    return this.house.core.callers.asMember(this.house.ctx(), this.id, id);
  }

  async readMember({ id }: Pick<Member, 'id'>): Promise<Member> {
    const member = await this.house.store.read.members.get(id);
    if (!member) throw new Error(`There is no member ${id}.`);
    return member;
  }
}
