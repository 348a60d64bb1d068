import { createRegistry, SchemaError, type Registry } from '@muster/scim';
import { SettingsError, type Settings } from '#settings/index.js';

/** A schema that cannot be used is a fault of the settings, and is reported with its file. */
export function registryOf({ scim }: Settings): Registry {
  const extensions = scim.schemas.map(({ json, resourceType, required }) => {
    const { id } = (json ?? {}) as { id?: unknown };
    return { schema: typeof id === 'string' ? id : '', resourceType, required };
  });
  try {
    return createRegistry({ schemas: scim.schemas.map(({ json }) => json), extensions });
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw new SettingsError(error.problems.map((problem) => `scim.schemas: ${problem}`));
  }
}
