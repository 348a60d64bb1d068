/**
 * The icon of the browser's tab: the logo of the organization, or its first letter, so that tabs of two organizations are told apart
 * (console A12). Without an organization it is Muster's own again.
 */
export function setTabIcon(organization: TabOrganization | undefined): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (!link) return;
  own ??= { href: link.href, type: link.type };
  const { href, type } = organization ? iconOf(organization) : own;
  link.type = type;
  link.href = href;
}

interface TabOrganization {
  readonly name: string;
  /** where the logo is kept; one of another host is not asked for (console K2) */
  readonly logo?: string | undefined;
}

interface Icon {
  readonly href: string;
  readonly type: string;
}

let own: Icon | undefined;

function iconOf({ name, logo }: TabOrganization): Icon {
  if (logo !== undefined && new URL(logo, location.href).origin === location.origin) {
    return { href: logo, type: '' };
  }
  const letter = [...name.trim()][0]?.toLocaleUpperCase() ?? '';
  const drawn =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3b53c4"/>' +
    '<text x="16" y="23" font-family="sans-serif" font-size="20" font-weight="600" text-anchor="middle" fill="#fff">' +
    `&#${letter.codePointAt(0) ?? 0x20};</text></svg>`;
  return { href: `data:image/svg+xml,${encodeURIComponent(drawn)}`, type: 'image/svg+xml' };
}
