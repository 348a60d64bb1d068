/** What can be clicked in a row, along the line. */
export function controlsOf(row: HTMLElement | null): readonly HTMLElement[] {
  return [...(row?.querySelectorAll<HTMLElement>('a, button, input') ?? [])];
}
