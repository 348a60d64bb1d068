export interface Address {
  readonly email: string;
  readonly name?: string;
}

export interface ReadAddresses {
  readonly addresses: readonly Address[];
  /** what is no address */
  readonly rest: readonly string[];
}

const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+$/u;

/**
 * Reads what people paste (console E2): one address per line, with commas, semicolons, tabs or spaces between them, and with names before
 * them, `"Last, First" <a@b>` or `First Last <a@b>`. Nothing is changed inside an address.
 */
export function readAddresses(text: string): ReadAddresses {
  const addresses: Address[] = [];
  const rest: string[] = [];
  for (const chunk of text.split(/[;\n\r\t]+/u)) {
    const plain = chunk.replace(
      /([^<>]*)<([^<>]*)>/gu,
      (_whole, before: string, address: string) => {
        const email = clean(address);
        const { name, others } = nameIn(before);
        const isAddress = ADDRESS.test(email);
        if (isAddress) addresses.push(name === '' ? { email } : { email, name });
        else rest.push(address.trim());
        return `${others} `;
      },
    );
    for (const word of plain.split(/[\s,]+/u).map(clean)) {
      if (ADDRESS.test(word)) addresses.push({ email: word });
      else if (word !== '') rest.push(word);
    }
  }
  return { addresses, rest };
}

/** The name before an address in angle brackets, and addresses that stand before the name. `Last, First` becomes `First Last`. */
function nameIn(before: string): { readonly name: string; readonly others: string } {
  const quoted = /"([^"]*)"\s*$/u.exec(before);
  if (quoted) return { name: turned(quoted[1] ?? ''), others: before.slice(0, quoted.index) };
  const parts = before.split(',');
  const lastAddress = parts.findLastIndex((part) => part.includes('@'));
  return {
    name: turned(parts.slice(lastAddress + 1).join(',')),
    others: parts.slice(0, lastAddress + 1).join(','),
  };
}

function turned(name: string): string {
  const words = name.replace(/^[\s,'"]+|[\s,'"]+$/gu, '');
  const [last, first, ...more] = words.split(',').map((part) => part.trim());
  return first !== undefined && more.length === 0 ? `${first} ${last ?? ''}` : words;
}

function clean(word: string): string {
  return word
    .trim()
    .replace(/^mailto:/iu, '')
    .replace(/^["'(]+|["'),.]+$/gu, '');
}
