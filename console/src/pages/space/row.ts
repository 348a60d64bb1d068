import type { Operations } from '@muster/client';

/** Somebody in a space, and why. */
export type Row = Operations['listSpaceMembers']['output']['items'][number];
