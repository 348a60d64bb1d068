import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

/** The value of a YAML file, null for an empty one; undefined when it cannot be read, which `problems` then says under `name`. */
export function readYaml(file: string, name: string, problems: string[]): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    problems.push(`${name}: the file cannot be read`);
    return undefined;
  }
  const document = parseDocument(text, { prettyErrors: true });
  for (const { message } of document.errors) {
    problems.push(`${name}: ${message.split('\n', 1)[0] ?? message}`);
  }
  return document.errors.length > 0 ? undefined : document.toJS();
}
