/** Neutral people and groups, the same ones for the same seed, with the characters that break servers. */
export interface Person {
  /** 0, 1, 2 … */
  readonly index: number;
  readonly userName: string;
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  /** looks like an object id of a directory */
  readonly externalId: string;
  readonly title: string;
  readonly department: string;
}

export interface Team {
  readonly index: number;
  readonly displayName: string;
  readonly externalId: string;
}

export interface Random {
  /** 0 to below 1 */
  next(): number;
  /** shaped as a random UUID */
  guid(): string;
}

/** Mulberry32: small, even enough for names, and the same on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (length: number): string =>
    Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('');
  return {
    next,
    guid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}

/** Local parts in turn: plain, with a plus sign (E4), with an apostrophe, in mixed case, and beyond ASCII (row 10). */
const LOCAL_PARTS: readonly ((number: string) => string)[] = [
  (number) => `user-${number}`,
  (number) => `user-${number}+team`,
  (number) => `o'user-${number}`,
  (number) => `User-${number}`,
  (number) => `üser-${number}`,
];
const GIVEN_NAMES = ['User', 'Usér', "O'User", 'ユーザー', 'User 👩‍💻'] as const;
const GROUP_NAMES = ['Group', 'Gruppe Ä', 'Group R&D + #1', "Group O'", 'グループ'] as const;
const TITLES = ['Engineer', 'Ingénieur', 'Team lead'] as const;
const DEPARTMENTS = ['Research', 'Büro', 'Sales & Support'] as const;

export function makePeople(count: number, seed: number): Person[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(4, '0');
    const local = pick(LOCAL_PARTS, index)(number);
    const givenName = pick(GIVEN_NAMES, index);
    const userName = `${local}.s${seed}@example.com`;
    return {
      index,
      userName,
      email: userName,
      givenName,
      familyName: number,
      displayName: `${givenName} ${number}`,
      externalId: random.guid(),
      title: pick(TITLES, index),
      department: pick(DEPARTMENTS, index),
    };
  });
}

export function makeTeams(count: number, seed: number): Team[] {
  const random = createRandom(seed + 1_000_003);
  return Array.from({ length: count }, (_, index) => ({
    index,
    displayName: `${pick(GROUP_NAMES, index)} ${String(index + 1).padStart(2, '0')} s${seed}`,
    externalId: random.guid(),
  }));
}

/** The elements in turn. */
function pick<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new RangeError('an empty list has nothing to pick');
  return found;
}

/** Whom team `index` of `teams` has: every person is in one, the first of each also in the next one. */
export function membersOf<T extends { readonly person: Person }>(
  users: readonly T[],
  team: Team,
  teams: number,
): T[] {
  return users.filter(({ person: { index } }) => {
    const own = index % teams === team.index;
    const guest = index < teams && (index + 1) % teams === team.index;
    return own || guest;
  });
}
