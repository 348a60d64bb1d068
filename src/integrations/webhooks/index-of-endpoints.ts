/** Which endpoints there are, in memory: a change of an organization costs those of its own owner only. */
import { pagesOf } from '#core/index.js';
import { equals, type Store, type Writers } from '#store/index.js';

/** Rises with each change of an endpoint, so that processes read them anew when there is something new. */
const REVISION_TALLY = 'webhook-endpoints:revision';

/** Called in the transaction that makes, changes or removes an endpoint. */
export async function noteEndpointChange(tx: Pick<Writers, 'tallies'>): Promise<void> {
  await tx.tallies.adjust(REVISION_TALLY, 1);
}

export class EndpointIndex {
  #byOwner: ReadonlyMap<string, readonly string[]> = new Map();
  #owners: ReadonlyMap<string, string> = new Map();
  #revision: number | undefined;

  constructor(private readonly store: Store) {}

  /** One question where nothing has changed. Resolves to those that were not known before: of a start, all of them. */
  refresh(): Promise<readonly { readonly owner: string; readonly id: string }[]> {
    return this.store.readInOrder(async (read) => {
      const revision = await read.tallies.get(REVISION_TALLY);
      if (revision === this.#revision) return [];
      const byOwner = new Map<string, string[]>();
      const owners = new Map<string, string>();
      const added: { owner: string; id: string }[] = [];
      for await (const page of pagesOf(read.webhookEndpoints, equals('status', 'enabled'))) {
        for (const { id, organizationId: owner } of page) {
          const ids = byOwner.get(owner) ?? [];
          ids.push(id);
          byOwner.set(owner, ids);
          owners.set(id, owner);
          if (!this.#owners.has(id)) added.push({ owner, id });
        }
      }
      this.#byOwner = byOwner;
      this.#owners = owners;
      this.#revision = revision;
      return added;
    });
  }

  ofOwner(organizationId: string): readonly string[] {
    return this.#byOwner.get(organizationId) ?? [];
  }

  ownerOf(endpointId: string): string | undefined {
    return this.#owners.get(endpointId);
  }

  get owners(): readonly string[] {
    return [...this.#byOwner.keys()];
  }
}
