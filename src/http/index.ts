/** Owns the doors for machines over HTTP: transport, limits, who may enter; never knows the rules behind them. */
export { createDoorServer, type DoorServer } from './server.js';
export type { DoorOptions, HttpSettings, ScimSettings, StoreProbe } from './doors.js';
