/** What a check came to. `skip`: could not be looked at, with the reason. */
export interface Finding {
  readonly verdict: 'pass' | 'fail' | 'skip';
  readonly title: string;
  /** for people; on a failure its first line says what is wrong, the others what was sent and what came */
  readonly said?: readonly string[];
}

export function pass(title: string, ...said: readonly string[]): Finding {
  return { verdict: 'pass', title, said };
}

export function fail(title: string, ...said: readonly string[]): Finding {
  return { verdict: 'fail', title, said };
}

export function skip(title: string, ...said: readonly string[]): Finding {
  return { verdict: 'skip', title, said };
}
