/** Excel refuses to open a file with a longer cell. */
const MAX_TEXT_LENGTH = 32_767;
const MAX_SHEET_NAME_LENGTH = 31;

/** The name of a tab, without what a tab may not have. */
export function sheetName(requested: string): string {
  const bare = requested.replace(/[[\]/\\:*?]/g, ' ').replace(/\s+/g, ' ');
  return bare.slice(0, MAX_SHEET_NAME_LENGTH).replace(/^[' ]+|[' ]+$/g, '') || 'Sheet';
}

/** Text as the format can hold it: what looks like its escape `_x0041_` is escaped itself, line breaks are line feeds. */
export function plain(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .slice(0, MAX_TEXT_LENGTH);
}
