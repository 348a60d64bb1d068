import type { Operations } from '@muster/client';

/** What somebody proves themselves by beside the first way of signing in. */
export type Factor = Operations['listPersonFactors']['output']['items'][number];
