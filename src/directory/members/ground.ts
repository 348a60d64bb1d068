import type { Context } from '#kernel/index.js';
import type { Organization, Writers } from '#store/index.js';
import type { Presets } from '../roles.js';

/** What a change within an organization stands on: who asks, the transaction, and whose rules hold. */
export interface Ground {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly presets: Presets;
  readonly organization: Organization;
}
