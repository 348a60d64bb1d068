import type { CoreDeps } from '#core/tenancy/index.js';
import { createChecklists, type Checklists } from './checklists.js';
import { createConsoles, type Consoles } from './consoles.js';

/** What a console reads of an organization beside its records. */
export function createConsoleServices(deps: CoreDeps): {
  readonly consoles: Consoles;
  readonly checklists: Checklists;
} {
  return { consoles: createConsoles(deps), checklists: createChecklists(deps) };
}
