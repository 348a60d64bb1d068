import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** A part of an archive, with the lies that a hostile one would tell. */
export interface Part {
  readonly name: string;
  readonly content: string | Buffer;
  readonly declaredSize?: number;
  readonly flags?: number;
  readonly stored?: boolean;
  /** bytes to say it is packed into, whatever it is */
  readonly declaredPacked?: number;
  /** says that its bytes are those of the part at this place of the list */
  readonly sameAs?: number;
}

/** Writes a zip archive after APPNOTE 6.3: local headers with content, table of contents, end. */
export function zip(parts: readonly Part[]): Buffer {
  const bodies: Buffer[] = [];
  const table: Buffer[] = [];
  const places: number[] = [];
  let at = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content);
    const packed = part.stored ? content : deflateRawSync(content);
    const name = Buffer.from(part.name);
    const header = Buffer.alloc(26);
    header.writeUInt16LE(20, 0);
    header.writeUInt16LE(part.flags ?? 0, 2);
    header.writeUInt16LE(part.stored ? 0 : 8, 4);
    header.writeUInt32LE(crc32(content), 10);
    header.writeUInt32LE(part.declaredPacked ?? packed.length, 14);
    header.writeUInt32LE(part.declaredSize ?? content.length, 18);
    header.writeUInt16LE(name.length, 22);
    const place = part.sameAs === undefined ? at : (places[part.sameAs] ?? 0);
    places.push(place);
    table.push(entry(header, place), name);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), header, name, packed]);
    bodies.push(body);
    at += body.length;
  }
  const contents = Buffer.concat(table);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(contents.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, contents, end]);
}

function entry(header: Buffer, place: number): Buffer {
  const bytes = Buffer.alloc(46);
  bytes.write('PK\x01\x02', 'latin1');
  bytes.writeUInt16LE(20, 4);
  header.copy(bytes, 6);
  bytes.writeUInt32LE(place, 42);
  return bytes;
}

const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export interface Workbook {
  /** inside of <sheetData> */
  readonly rows?: string;
  /** inside of <sst> */
  readonly shared?: string;
  /** inside of <styleSheet> */
  readonly styles?: string;
  readonly main?: string;
  /** takes the place of the <sheets> */
  readonly sheets?: string;
  readonly properties?: string;
  readonly sheet?: string;
}

/** The parts of a workbook as a spreadsheet program would write it, with a prefix on every name, as some do. */
export function workbookParts(book: Workbook): Part[] {
  const sheets = book.sheets ?? '<x:sheet name="One" sheetId="1" r:id="r1"/>';
  const sheet =
    book.sheet ?? `<x:worksheet><x:sheetData>${book.rows ?? ''}</x:sheetData></x:worksheet>`;
  return [
    {
      name: '[Content_Types].xml',
      content:
        `<Types><Override PartName="/xl/workbook.xml" ContentType="${book.main ?? `${TYPES}.sheet.main+xml`}"/>` +
        `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/></Types>`,
    },
    {
      name: '_rels/.rels',
      content: `<Relationships><Relationship Id="a" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      content: `<?xml version="1.0"?><x:workbook>${book.properties ?? ''}<x:sheets>${sheets}</x:sheets></x:workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content:
        `<Relationships><Relationship Id="r1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>` +
        `<Relationship Id="r2" Type="${RELATIONS}/worksheet" Target="/xl/worksheets/sheet2.xml"/>` +
        `<Relationship Id="r3" Type="${RELATIONS}/sharedStrings" Target="./sharedStrings.xml"/>` +
        `<Relationship Id="r4" Type="${RELATIONS}/styles" Target="styles.xml"/>` +
        `<Relationship Id="r5" Type="${RELATIONS}/externalLink" Target="http://127.0.0.1:1/x.xlsx" TargetMode="External"/></Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', content: sheet },
    {
      name: 'xl/worksheets/sheet2.xml',
      content: `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>Second</v></c></row></sheetData></worksheet>`,
    },
    { name: 'xl/sharedStrings.xml', content: `<x:sst>${book.shared ?? ''}</x:sst>` },
    { name: 'xl/styles.xml', content: `<x:styleSheet>${book.styles ?? ''}</x:styleSheet>` },
  ];
}

export function workbook(book: Workbook): Buffer {
  return zip(workbookParts(book));
}

/** A row of inline texts. */
export function textRow(row: number, ...texts: readonly string[]): string {
  const cells = texts.map((text) => `<x:c t="inlineStr"><x:is><x:t>${text}</x:t></x:is></x:c>`);
  return `<x:row r="${row}">${cells.join('')}</x:row>`;
}

/** What an archive holds, by an unzipper that trusts everything. */
export function unzipped(archive: Uint8Array): Record<string, string> {
  const bytes = Buffer.from(archive);
  const parts: Record<string, string> = {};
  let at = bytes.readUInt32LE(bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1') + 16);
  while (bytes.toString('latin1', at, at + 4) === 'PK\x01\x02') {
    const lengths = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const name = bytes.toString('utf8', at + 46, at + 46 + (lengths[0] ?? 0));
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    parts[name] = (bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString();
    at += lengths.reduce((sum, length) => sum + length, 46);
  }
  return parts;
}
