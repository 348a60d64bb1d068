import { http } from './http.js';
import { discovery } from './discovery.js';
import { creation } from './creation.js';
import type { CheckGroup } from './checks.js';
import { reading } from './reading.js';
import { filters } from './filters.js';
import { replacing } from './replacing.js';
import { patchShapes } from './patch-shapes.js';
import { patching } from './patching.js';
import { versions } from './versions.js';
import { robustness } from './robustness.js';
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
