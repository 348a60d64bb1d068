import { groundFor } from '#core/tenancy/index.js';
import { enter, type Newcomer } from '#core/members/lifecycle/create.js';
import { instant, newId, type Context } from '#kernel/index.js';
import type { Grant, Member, Organization } from '#store/index.js';
import type { House } from './house.js';

/** An organization of a preset with its first administrator, and ways to act in it. */
export class Home {
  private constructor(
    readonly house: House,
    readonly organization: Organization,
    /** owner or administrator */
    readonly first: Member,
  ) {}

  static async open(house: House, preset = 'standard', plan?: string): Promise<Home> {
    const organization = await house.directory.organizations.create(house.ctx(), {
      name: 'Example',
      slug: `home-${newId()}`,
      preset,
      ...(plan !== undefined && { plan }),
      owner: { email: 'first@example.com', name: 'First' },
    });
    const [first] = await house.members(organization.id);
    if (!first) throw new Error('The organization has no first member.');
    return new Home(house, organization, first);
  }

  get id(): string {
    return this.organization.id;
  }

  /** Somebody with these roles, given by hand, or with these grants. */
  person(...roles: (string | Grant)[]): Promise<Member> {
    const { house, organization } = this;
    const since = instant(house.clock.now());
    const grants = roles.map((role): Grant =>
      typeof role === 'string' ? { role, source: { kind: 'manual' }, since } : role,
    );
    const newcomer: Newcomer = {
      name: 'Somebody',
      email: `${newId()}@example.com`,
      status: 'active',
      source: 'manual',
      grants,
    };
    const { presets } = house.directory;
    return house.store.transaction(organization.id, (tx) =>
      enter(groundFor(house.ctx(), tx, presets, organization), newcomer),
    );
  }

  /** A call of this member, through a key that may everything. */
  as({ id }: Pick<Member, 'id'>): Promise<Context> {
    return this.house.directory.callers.asMember(this.house.ctx(), this.id, id);
  }

  async fresh({ id }: Pick<Member, 'id'>): Promise<Member> {
    const member = await this.house.store.read.members.get(id);
    if (!member) throw new Error(`There is no member ${id}.`);
    return member;
  }
}
