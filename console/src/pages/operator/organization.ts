import type { Operations } from '@muster/client';
import type { StatusTone } from '../../parts/status.js';

export type Organization = Operations['listOrganizations']['output']['items'][number];
export type State = Organization['status'];

export const STATES: readonly State[] = ['active', 'disabled', 'deleted'];

export const TONES: Readonly<Record<State, StatusTone>> = {
  active: 'ok',
  disabled: 'off',
  deleted: 'bad',
};
