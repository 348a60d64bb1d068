/** Which endpoints there are, kept in memory and read anew every few seconds: a change costs those of its own owner only. */
import { pagesOf } from '#core/index.js';
import { equals, type Store } from '#store/index.js';

export class EndpointIndex {
  #byOwner: ReadonlyMap<string, readonly string[]> = new Map();
  #owners: ReadonlyMap<string, string> = new Map();

  constructor(private readonly store: Store) {}

  async refresh(): Promise<void> {
    const byOwner = new Map<string, string[]>();
    const owners = new Map<string, string>();
    const enabled = equals('status', 'enabled');
    for await (const endpoints of pagesOf(this.store.read.webhookEndpoints, enabled)) {
      for (const { id, organizationId } of endpoints) {
        byOwner.set(organizationId, [...(byOwner.get(organizationId) ?? []), id]);
        owners.set(id, organizationId);
      }
    }
    this.#byOwner = byOwner;
    this.#owners = owners;
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
