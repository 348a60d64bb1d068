import type { Operations } from '@muster/client';
import type { StatusTone } from '../../parts/status.js';

export type Import = Operations['getImport']['output'];

export const TONES: Readonly<Record<Import['status'], StatusTone>> = {
  checking: 'waiting',
  checked: 'waiting',
  waiting: 'waiting',
  running: 'waiting',
  done: 'ok',
  cancelled: 'off',
  failed: 'bad',
};

/** Whether the server is at work on it, so that it is other in a second. */
export function isMoving({ status }: Pick<Import, 'status'>): boolean {
  return status === 'checking' || status === 'waiting' || status === 'running';
}
