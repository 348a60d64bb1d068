const DAY_MS = 86_400;
/** the last day that a spreadsheet knows: 9999-12-31 */
const LAST_SERIAL = 2_958_466;
const UNIX_EPOCH_1900 = 25_569;
const UNIX_EPOCH_1904 = 24_107;
/** 1900 had no 29 February, spreadsheets think it had: serials before it are one day off. */
const INVENTED_DAY = 60;

/** A → 1, Z → 26, AA → 27; 0 when the address has no letters. */
export function columnOf(address: string): number {
  let column = 0;
  for (let index = 0; index < address.length && column < 100_000; index += 1) {
    const letter = address.charCodeAt(index) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column;
}

/** 1 → A, 27 → AA */
export function lettersOf(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return (rest > 0 ? lettersOf(rest) : '') + String.fromCharCode(65 + ((column - 1) % 26));
}

/** Whether a number format shows dates. Format codes: ECMA-376 part 1, 18.8.30 and 18.8.31. */
export function showsDates(id: number, code: string | undefined): boolean {
  if (code === undefined) {
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  }
  if (/\[(h+|m+|s+)\]/i.test(code)) return false;
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '');
  return !/general/i.test(bare) && /[ymdhs]/i.test(bare);
}

/** A serial date as ISO 8601 without a zone, which spreadsheets do not have: date, time, or both; else as number. */
export function dateText(serial: number, from1904: boolean): string {
  if (serial < 0 || serial >= LAST_SERIAL) return String(serial);
  const early = !from1904 && serial < INVENTED_DAY ? 1 : 0;
  const days = serial + early - (from1904 ? UNIX_EPOCH_1904 : UNIX_EPOCH_1900);
  const [date = '', time = ''] = new Date(Math.round(days * DAY_MS) * 1000)
    .toISOString()
    .split('T');
  const clock = time.slice(0, 8);
  if (serial < 1 && !from1904) return clock;
  return clock === '00:00:00' ? date : `${date}T${clock}`;
}

/** `_x000D_` stands for a character that XML cannot say (ECMA-376 part 1, 22.9.2.19). */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}
