import { http } from './a-http.js';
import { discovery } from './b-discovery.js';
import { creation } from './c-create.js';
import type { CheckGroup } from './checks.js';
import { reading } from './d-read.js';
import { filters } from './e-filters.js';
import { replacing } from './f-put.js';
import { patchShapes } from './g-patch-shapes.js';
import { patching } from './g-patch.js';
import { versions } from './h-versions.js';
import { robustness } from './i-robustness.js';
import { microsoft } from './microsoft.js';

/** Everything that `muster doctor scim` looks at, in the order of the checklist. */
export const checkGroups: readonly CheckGroup[] = [
  http,
  discovery,
  creation,
  reading,
  filters,
  replacing,
  patching,
  patchShapes,
  versions,
  robustness,
  microsoft,
];
