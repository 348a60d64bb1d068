import { DECLARED, type Collection, type Stored } from '#store/index.js';

/** Written as a record of another day would be declared. */
interface Loose {
  readonly name: string;
  readonly searchScope?: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly required: readonly string[];
  readonly unique: readonly Index[];
  readonly indexes: readonly Index[];
}

interface Index {
  readonly name: string;
  readonly on: readonly string[];
  readonly present?: string;
}

function declaration(loose: Loose): Collection<Stored> {
  return loose as unknown as Collection<Stored>;
}

/** A collection that this release does not have. */
export const sampleThings = declaration({
  name: 'sample-things',
  columns: { owner: 'text', place: 'text', number: 'integer', lost: 'boolean' },
  required: ['place'],
  unique: [{ name: 'number', on: ['place', 'number'], present: 'number' }],
  indexes: [{ name: 'owner', on: ['owner'] }],
  searchScope: 'place',
});

/** Today's declarations, where organizations can be found by their preset and members by their language and by being guests. */
export function changedDeclarations(): Collection<Stored>[] {
  return DECLARED.map((one) => {
    const loose = one as unknown as Loose;
    const { name, columns, required, unique, indexes } = loose;
    if (name === 'organizations') {
      return declaration({
        ...loose,
        columns: { ...columns, preset: 'text' },
        required: [...required, 'preset'],
        unique: [...unique, { name: 'preset-slug', on: ['preset', 'slug'] }],
        indexes: [...indexes, { name: 'preset', on: ['preset'] }],
      });
    }
    if (name !== 'members') return one;
    return declaration({
      ...loose,
      columns: { ...columns, locale: 'text', guest: 'boolean' },
      // the first of today's, of another shape
      indexes: [
        { name: 'organization', on: ['organizationId', 'locale'] },
        ...indexes.slice(1),
        { name: 'guest', on: ['organizationId', 'guest'], present: 'guest' },
      ],
    });
  });
}
