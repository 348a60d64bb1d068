interface Parameter {
  readonly name: string;
  readonly in: string;
}

interface Reference {
  readonly $ref: string;
}

interface Described {
  parameters?: (Parameter | Reference)[];
}

/** The parts of OpenAPI that have parameters; the document is changed in place. */
interface Contract {
  readonly paths?: Readonly<Record<string, object>>;
  components?: { parameters?: Record<string, object> };
}

/**
 * Parameters that more than one operation takes become components: `organizationId` of two hundred paths is written once. The first one
 * of a name has the name, another of the same name a number behind it.
 */
export function shareParameters(contract: Contract): void {
  const operations = Object.values(contract.paths ?? {}).flatMap(
    (methods) => Object.values(methods) as Described[],
  );
  const uses = new Map<string, { readonly parameter: Parameter; count: number }>();
  for (const parameter of operations.flatMap(({ parameters = [] }) => parameters)) {
    if ('$ref' in parameter) continue;
    const text = JSON.stringify(parameter);
    const known = uses.get(text) ?? { parameter, count: 0 };
    known.count += 1;
    uses.set(text, known);
  }
  const shared: Record<string, object> = {};
  const names = new Map<string, string>();
  const frequent = [...uses].filter(([, { count }]) => count > 1);
  for (const [text, { parameter }] of frequent.sort((a, b) => b[1].count - a[1].count)) {
    const name = freeName(shared, parameter.name);
    shared[name] = parameter;
    names.set(text, name);
  }
  for (const operation of operations) {
    if (!operation.parameters) continue;
    operation.parameters = operation.parameters.map((parameter) => {
      const name = names.get(JSON.stringify(parameter));
      return name === undefined ? parameter : { $ref: `#/components/parameters/${name}` };
    });
  }
  contract.components = { ...contract.components, parameters: shared };
}

function freeName(taken: Readonly<Record<string, object>>, name: string): string {
  if (!(name in taken)) return name;
  for (let number = 2; ; number += 1) {
    if (!(`${name}_${number}` in taken)) return `${name}_${number}`;
  }
}
