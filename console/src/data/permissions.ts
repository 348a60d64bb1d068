/** How far a permission of this member reaches: everything, what is their own, or not at all. The same rule as the server's. */
export function reachOf(
  permissions: readonly string[],
  permission: string,
): 'any' | 'own' | undefined {
  if (permissions.includes('*')) return 'any';
  const stronger = permission.replace(/:read$/, ':write');
  const holds = (suffix: string): boolean =>
    permissions.includes(permission + suffix) || permissions.includes(stronger + suffix);
  if (holds('')) return 'any';
  return holds(':own') ? 'own' : undefined;
}
