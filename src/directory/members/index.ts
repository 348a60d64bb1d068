import { Fault, fold, type Context, type Page } from '#kernel/index.js';
import { all, equals, type Member, type Store, type Term } from '#store/index.js';
import { requireOrganization } from '../connections.js';
import { listPage, type ListQuery } from '../lists.js';

export interface MemberQuery extends ListQuery {
  readonly status?: Member['status'];
  /** compared without regard to letter case */
  readonly email?: string;
}

export interface Members {
  /** Fault `organization.missing`. */
  list(ctx: Context, organizationId: string, query: MemberQuery): Promise<Page<Member>>;
  /** Fault `member.missing`, also when it belongs to another organization. */
  get(ctx: Context, organizationId: string, id: string): Promise<Member>;
}

export function createMembers(store: Store): Members {
  return {
    async list(_ctx, organizationId, { status, email, ...page }) {
      await requireOrganization(store.read, organizationId);
      const terms: Term[] = [equals('organizationId', organizationId)];
      if (status) terms.push(equals('status', status));
      if (email) terms.push(equals('emailKey', fold(email)));
      return listPage(store.read.members, all(...terms), page);
    },
    async get(_ctx, organizationId, id) {
      const member = await store.read.members.get(id);
      if (member?.organizationId !== organizationId) throw new Fault('member.missing', { id });
      return member;
    },
  };
}
