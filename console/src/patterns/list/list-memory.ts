/** Where a person was in a list: it is so again when they come back (console B1). Kept until the tab closes, never in the browser. */
export interface Place {
  readonly scroll: number;
  readonly focused: number;
  /** its rows were counted from the end */
  readonly isFromEnd?: boolean;
}

const MAX_PLACES = 50;
const places = new Map<string, Place>();

export function placeOf(key: string): Place | undefined {
  return places.get(key);
}

export function keepPlace(key: string, place: Place): void {
  places.delete(key);
  places.set(key, place);
  const [oldest] = places.keys();
  if (places.size > MAX_PLACES && oldest !== undefined) places.delete(oldest);
}
