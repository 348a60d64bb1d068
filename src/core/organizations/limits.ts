import type { Context } from '#kernel/index.js';
import { equals, type Organization, type Readers } from '#store/index.js';
import { countLiveKeys } from '#core/credentials/index.js';
import { MAX_ROLES, rolesTallyKey } from '#core/members/index.js';
import { MAX_DOMAINS } from '#core/onboarding/index.js';
import { memberLimitOf, countMembers, planOf, reachOf } from '#core/access/index.js';
import { findOrganization, type Plan, type Presets, type CoreDeps } from '#core/tenancy/index.js';
import { seatsTallyKey } from '#core/entitlements/index.js';

/** Products whose seats are shown; the list of products has them all. */
const MAX_SHOWN_PRODUCTS = 100;

export interface Meter {
  readonly used: number;
  /** null: there is none */
  readonly limit: number | null;
}

/** What an organization uses and may use. Read from tallies, so it costs the same for ten members and for a million. */
export interface LimitsView {
  readonly plan: string;
  readonly members: Meter & {
    readonly kind: Plan['members']['kind'];
    /** active members: `used` without `pending` */
    readonly active: number;
    /** places that pending invitations hold */
    readonly pending: number;
    readonly pendingCounts: boolean;
    /** on a metered plan: what is paid for already, and how many active members there are beyond that */
    readonly included: number | null;
    readonly extra: number;
    /** of one extra member, in words for people */
    readonly price: string | null;
    /** beyond a soft limit; null: any number */
    readonly grace: number | null;
  };
  readonly spaces: Meter;
  readonly roles: Meter;
  readonly domains: Meter;
  /** live ones */
  readonly apiKeys: Meter;
  readonly products: readonly {
    readonly productId: string;
    readonly name: string;
    readonly used: number;
    readonly limit: number;
  }[];
  /** there are further products */
  readonly moreProducts: boolean;
}

export interface Limits {
  /** Fault `organization.missing`. */
  get(ctx: Context, organizationId: string): Promise<LimitsView>;
}

/** `liveKeys`: how many API keys of an organization may be live. */
export function createLimits(deps: CoreDeps, liveKeys: number): Limits {
  const { store, presets } = deps;
  const { read } = store;
  return {
    async get({ authority, clock }, id) {
      const organization = await findOrganization(read, id);
      const { records } = await read.products.find({
        where: equals('organizationId', id),
        limit: MAX_SHOWN_PRODUCTS + 1,
      });
      const products = await Promise.all(
        records.slice(0, MAX_SHOWN_PRODUCTS).map(async ({ id: productId, name, seats: limit }) => ({
          productId,
          name,
          limit,
          used: await read.tallies.get(seatsTallyKey(productId)),
        })),
      );
      const spaces = await read.tallies.get(`spaces:${id}`);
      const meter = await membersMeter(read, presets, organization);
      return {
        plan: planOf(presets, organization).name,
        members: {
          ...meter,
          // billing, for those who may read it
          price: reachOf(authority, 'billing:read') === undefined ? null : meter.price,
        },
        spaces: { used: spaces, limit: organization.limits?.spaces ?? null },
        roles: { used: await read.tallies.get(rolesTallyKey(id)), limit: MAX_ROLES },
        domains: { used: await read.tallies.get(`domains:${id}`), limit: MAX_DOMAINS },
        apiKeys: { used: await countLiveKeys(read, id, liveKeys, clock.now()), limit: liveKeys },
        products,
        moreProducts: records.length > MAX_SHOWN_PRODUCTS,
      };
    },
  };
}

async function membersMeter(
  reading: Pick<Readers, 'tallies'>,
  presets: Presets,
  organization: Organization,
): Promise<LimitsView['members']> {
  const { members } = planOf(presets, organization);
  const { kind, included, price, grace, pendingCounts } = members;
  const counted = await countMembers(reading, organization.id);
  const extra = kind === 'metered' ? Math.max(0, counted.active - (included ?? 0)) : 0;
  return {
    ...counted,
    limit: memberLimitOf(presets, organization) ?? null,
    kind,
    pendingCounts,
    included: included ?? null,
    extra: extra,
    price: price ?? null,
    grace: grace ?? null,
  };
}
