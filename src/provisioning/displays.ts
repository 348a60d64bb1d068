type Attributes = Readonly<Record<string, unknown>>;

/** How a person is shown as a member of groups. */
export function displayOf(attributes: Attributes): string {
  const formatted = objectOf(attributes['name'])['formatted'];
  return (
    nonEmptyText(attributes['displayName']) ??
    nonEmptyText(formatted) ??
    nonEmptyText(attributes['userName']) ??
    ''
  );
}

function objectOf(value: unknown): Attributes {
  return typeof value === 'object' && value !== null ? (value as Attributes) : {};
}

function nonEmptyText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
