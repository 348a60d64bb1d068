import { setFlagsFromString } from 'node:v8';

/**
 * From here on V8 lets the heap grow as it usually does. While `muster start` loads and composes, bin/muster.js has it kept small
 * (`--optimize-for-size`): sources, syntax trees and code that runs once are collected before more memory is taken, not after the first
 * collection under load. Where the flag was not set, nothing changes.
 */
export function endSmallStart(): void {
  setFlagsFromString('--no-optimize-for-size');
}
