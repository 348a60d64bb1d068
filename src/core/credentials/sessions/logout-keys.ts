import { hash } from 'node:crypto';

/** By which a LogoutRequest of the connection finds the sessions of a NameID. */
export function logoutKeyOf(connectionId: string, nameId: string): string {
  return hash('sha256', JSON.stringify([connectionId, nameId]), 'hex');
}

/** By which a logout of one session alone finds it. */
export function logoutSessionKeyOf(connectionId: string, sessionIndex: string): string {
  return hash('sha256', JSON.stringify(['session', connectionId, sessionIndex]), 'hex');
}
