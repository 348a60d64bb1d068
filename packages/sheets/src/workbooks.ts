import type { Archive } from './archives.js';
import { showsDates, unescaped } from './cells.js';
import type { SheetLimits } from './limits.js';
import { MarkupScanner, type MarkupReader } from './markup.js';
import { refused, tooLarge, unreadable } from './errors.js';

/** What the cells of the first visible worksheet refer to, and its text. */
export interface Workbook {
  readonly shared: readonly string[];
  /** by the style index of a cell */
  readonly dates: readonly boolean[];
  readonly from1904: boolean;
  readonly sheet: AsyncIterable<string>;
}

interface Relation {
  readonly type: string;
  readonly target: string;
}

/** Texts that all sheets share, in UTF-16 units and in number: what of a workbook is held in memory. */
const MAX_SHARED_CHARACTERS = 32 * 1024 * 1024;
const MAX_SHARED_TEXT_COUNT = 2_000_000;

/**
 * Opens the first visible worksheet. Formulas are not computed: the values that the spreadsheet program left are taken.
 * External links, pictures and embedded objects are never looked at.
 */
export async function openWorkbook(archive: Archive, limits: SheetLimits): Promise<Workbook> {
  await checkKind(archive);
  const book = find(await relationsOf(archive, ''), 'officeDocument') ?? 'xl/workbook.xml';
  const { sheet, from1904 } = await readBook(archive, book);
  const relations = await relationsOf(archive, book);
  const path = relations.get(sheet)?.target;
  const text = path === undefined ? undefined : archive.text(path);
  if (!text) throw noSheet();
  return {
    shared: await readShared(archive, find(relations, 'sharedStrings'), limits),
    dates: await readDates(archive, find(relations, 'styles')),
    from1904,
    sheet: text,
  };
}

/** What the content types of the package say is what a spreadsheet program would go by. */
async function checkKind(archive: Archive): Promise<void> {
  const names = archive.names();
  let kinds = '';
  await scan(archive, '[Content_Types].xml', {
    open: (_name, attribute) => (kinds += ` ${attribute('ContentType') ?? ''}`),
  });
  if (/macroEnabled/i.test(kinds) || names.some((name) => name.endsWith('vbaproject.bin'))) {
    throw refused('macros', 'Save the workbook as .xlsx, without macros.');
  }
  if (names.includes('xl/workbook.bin')) {
    throw refused('binary_workbook', 'Save the workbook as .xlsx, not as .xlsb.');
  }
  if (!/spreadsheetml\.(sheet|template)\.main\+xml/i.test(kinds)) {
    throw refused('not_a_workbook', 'Send a workbook of type .xlsx or .ods, or a CSV file.');
  }
}

async function relationsOf(archive: Archive, part: string): Promise<Map<string, Relation>> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const found = new Map<string, Relation>();
  await scan(archive, `${folder}_rels/${part.slice(folder.length)}.rels`, {
    open: (name, attribute) => {
      const target = attribute('Target');
      if (name !== 'Relationship' || target === undefined) return;
      // a target outside of the package is a link: never followed
      if (attribute('TargetMode')?.toLowerCase() === 'external') return;
      const type = attribute('Type') ?? '';
      found.set(attribute('Id') ?? '', { type, target: resolve(folder, target) });
    },
  });
  return found;
}

function resolve(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const path: string[] = [];
  for (const step of `${folder}${target}`.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '.') path.push(step);
  }
  return path.join('/');
}

function find(relations: ReadonlyMap<string, Relation>, kind: string): string | undefined {
  for (const { type, target } of relations.values()) if (type.endsWith(`/${kind}`)) return target;
  return undefined;
}

async function readBook(archive: Archive, part: string) {
  let sheet: string | undefined;
  let from1904 = false;
  await scan(archive, part, {
    open: (name, attribute) => {
      if (name === 'workbookPr') from1904 = /^(1|true|on)$/.test(attribute('date1904') ?? '');
      else if (name === 'sheet' && !attribute('state')?.toLowerCase().includes('hidden')) {
        sheet ??= attribute('id');
      }
    },
  });
  if (sheet === undefined) throw noSheet();
  return { sheet, from1904 };
}

async function readShared(archive: Archive, part: string | undefined, limits: SheetLimits) {
  const texts: string[] = [];
  // one longer than a cell may be is an error only where a cell uses it, so one character more is kept
  const longest = limits.maxCellCharacters + 1;
  let characters = 0;
  let phonetic = 0;
  let inText = false;
  let text = '';
  await scan(archive, part, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') inText = true;
    },
    text: (piece) => {
      if (inText && phonetic === 0 && text.length < longest) text += piece;
    },
    close: (name) => {
      if (name === 't') inText = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'si') {
        texts.push(unescaped(text).slice(0, longest));
        characters += text.length;
        if (characters > MAX_SHARED_CHARACTERS || texts.length > MAX_SHARED_TEXT_COUNT) {
          throw tooLarge('distinctText', MAX_SHARED_CHARACTERS);
        }
      }
    },
  });
  return texts;
}

async function readDates(archive: Archive, part: string | undefined): Promise<boolean[]> {
  const codes = new Map<number, string>();
  const dates: boolean[] = [];
  let inCells = false;
  await scan(archive, part, {
    open: (name, attribute) => {
      const id = Number(attribute('numFmtId') ?? 0);
      if (name === 'numFmt') codes.set(id, attribute('formatCode') ?? '');
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) dates.push(showsDates(id, codes.get(id)));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return dates;
}

async function scan(archive: Archive, part: string | undefined, reader: Partial<MarkupReader>) {
  const text = part === undefined ? undefined : archive.text(part);
  if (!text) return;
  const nothing = () => undefined;
  const scanner = new MarkupScanner({ open: nothing, close: nothing, text: nothing, ...reader });
  for await (const chunk of text) scanner.write(chunk);
  scanner.end();
}

function noSheet() {
  return unreadable('no_sheet', 'The workbook has no visible sheet with cells; add one.');
}
