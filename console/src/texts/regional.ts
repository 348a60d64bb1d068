/**
 * The language of the page as the reader's browser has it with a region: `en` → `en-GB`, who writes 29 Nov 2026 and the hours up to 24.
 * Without one it stays as it is.
 */
export function regional(language: string): string {
  const isOfIt = (tag: string): boolean => tag.toLowerCase().startsWith(`${language}-`);
  return navigator.languages.find(isOfIt) ?? language;
}
