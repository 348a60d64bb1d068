/** A made-up person. Names are sample data; addresses are below example.com, where no mail arrives. */
export interface DemoPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly name: string;
  readonly email: string;
  readonly title: string;
  readonly department: Department;
  readonly locale: string;
}

const GIVEN_NAMES: readonly string[] = wordsOf(`
  Ada Amara Anton Beatriz Ben Camille Chidi Clara Daniel Elif Emil Eri Fatima Felix Grace Hana
  Hugo Ines Ivan Jana Jonas Kenji Lara Leo Lucía Mara Mateo Mei Milan Nadia Noah Olive Omar
  Paula Priya Rafael Rosa Sami Sofia Tariq Tomás Yuki Zoë
`);
const FAMILY_NAMES: readonly string[] = wordsOf(`
  Andersen Becker Brandt Costa Dubois Eriksen Fischer García Haddad Ito Jansen Kato Keller
  Kowalski Lefèvre Lindqvist Mbeki Moreau Müller Nakamura Novak Okafor Oliveira Patel Petrov
  Ramírez Rossi Sato Schmidt Silva Singh Tanaka Torres Vargas Wagner Weber Yılmaz
`);
const LOCALES = ['en', 'en', 'de', 'fr', 'es', 'ja'] as const;

/** With the titles of the people in it; the first one is rarer. */
const TITLES = {
  Engineering: ['Engineering manager', 'Engineer', 'Senior engineer', 'Quality engineer'],
  Sales: ['Head of sales', 'Account manager', 'Sales representative'],
  Support: ['Support lead', 'Support specialist', 'Customer trainer'],
  Finance: ['Head of finance', 'Accountant', 'Controller'],
  IT: ['IT manager', 'System administrator'],
} as const;

export type Department = keyof typeof TITLES;

export const DEPARTMENTS = Object.keys(TITLES) as readonly Department[];

/** Numbers from 0 to below 1, the same ones for the same seed on every machine (mulberry32). */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new RangeError('an empty list has nothing to pick');
  return found;
}

/** Engineering is large, IT is small. */
const SHARES: readonly (readonly [Department, number])[] = [
  ['Engineering', 0.45],
  ['Sales', 0.68],
  ['Support', 0.86],
  ['Finance', 0.95],
  ['IT', 1],
];

/** As many people as wanted, each with an address of their own. */
export function makePeople(random: Random, count: number, domain: string): DemoPerson[] {
  const taken = new Map<string, number>();
  return Array.from({ length: count }, () => {
    const [firstName, lastName] = [pick(random, GIVEN_NAMES), pick(random, FAMILY_NAMES)];
    const local = `${plain(firstName)}.${plain(lastName)}`;
    const before = taken.get(local) ?? 0;
    taken.set(local, before + 1);
    const share = random();
    const department = SHARES.find(([, end]) => share < end)?.[0] ?? 'Engineering';
    const [lead, ...others] = TITLES[department];
    return {
      firstName,
      lastName,
      name: `${firstName} ${lastName}`,
      email: `${local}${before === 0 ? '' : before + 1}@${domain}`,
      title: random() < 0.12 ? lead : pick(random, others),
      department,
      locale: pick(random, LOCALES),
    };
  });
}

/** Lower case without marks: `Yılmaz` is `yilmaz`. */
function plain(name: string): string {
  const base = name.toLowerCase().replaceAll('ı', 'i').normalize('NFKD');
  return base.replace(/[^a-z]/g, '');
}

function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/);
}
