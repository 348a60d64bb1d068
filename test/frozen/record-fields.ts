import ts from 'typescript';
import { COLLECTIONS, type CollectionName } from '#store/index.js';

const SOURCE = 'src/store/records.ts';

/**
 * Every field of every stored record, as the compiler sees them: `members grants[].since string`, and for literals one line each:
 * `members grants[].source.kind = manual`. Types leave no object to list at run time, and a rename of a stored field passes the
 * compiler: here it becomes a difference.
 */
export function recordFields(): string[] {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
  const program = ts.createProgram([SOURCE], { ...options, types: [] });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(SOURCE);
  const exported = file && checker.getSymbolAtLocation(file);
  const records = exported?.exports?.get(ts.escapeLeadingUnderscores('Records'));
  if (!records)
    throw new Error(`${SOURCE} exports no Records any more; say here what replaced it.`);
  const fields = new Fields(checker);
  for (const property of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(records))) {
    const { name } = COLLECTIONS[property.name as CollectionName];
    fields.walk(`${name} `, checker.getTypeOfSymbol(property));
  }
  return [...fields.lines];
}

/** Fields of one type, with those of the types inside. */
class Fields {
  readonly lines = new Set<string>();

  constructor(private readonly checker: ts.TypeChecker) {}

  walk(path: string, type: ts.Type, inside: readonly ts.Type[] = []): void {
    const { checker } = this;
    const parts = (type.isUnion() ? type.types : [type]).filter(
      ({ flags }) => (flags & ts.TypeFlags.Undefined) === 0,
    );
    const objects = parts.filter((part) => this.#isObject(part));
    for (const part of parts) if (!this.#isObject(part)) this.lines.add(path + this.#text(part));
    for (const part of objects) {
      if (inside.includes(part)) continue;
      const [element] = checker.isArrayType(part)
        ? checker.getTypeArguments(part as ts.TypeReference)
        : [];
      if (element) {
        this.walk(`${path}[]`, element, [...inside, part]);
        continue;
      }
      const index = checker.getIndexTypeOfType(part, ts.IndexKind.String);
      if (index) this.walk(`${dotted(path)}*`, index, [...inside, part]);
      for (const property of checker.getPropertiesOfType(part)) {
        const optional = (property.flags & ts.SymbolFlags.Optional) !== 0 ? '?' : '';
        const below = `${dotted(path)}${property.name}${optional}`;
        this.walk(below, checker.getTypeOfSymbol(property), [...inside, part]);
      }
    }
  }

  #isObject(type: ts.Type): boolean {
    return (type.flags & ts.TypeFlags.Object) !== 0;
  }

  #text(type: ts.Type): string {
    if (type.isLiteral()) return ` = ${String(type.value)}`;
    const text = this.checker.typeToString(type);
    return text === 'true' || text === 'false' ? ' boolean' : ` ${text}`;
  }
}

function dotted(path: string): string {
  return path.endsWith(' ') ? path : `${path}.`;
}
