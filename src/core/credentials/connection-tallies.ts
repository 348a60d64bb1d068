const COUNTED = [
  'users',
  'groups',
  'exchange-rows',
  'exchange-bytes',
  'sign-in-attempts',
  'groups-unreadable',
] as const;

/** The name of the tally that counts something of a connection. */
export function connectionTallyKey(
  counted: (typeof COUNTED)[number],
  connectionId: string,
): string {
  return `${counted}:${connectionId}`;
}

/** All counters of a connection. */
export function connectionTallyKeys(connectionId: string): string[] {
  return COUNTED.map((counted) => connectionTallyKey(counted, connectionId));
}
