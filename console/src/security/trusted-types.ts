interface Policies {
  createPolicy(
    name: string,
    rules: { createHTML(text: string): string; createScriptURL(url: string): string },
  ): unknown;
}

/**
 * The one policy of this document (Trusted Types, W3C). React hands the text of Mantine's style elements to `innerHTML`: text without a
 * tag passes, everything else throws, so that no page can make elements of text. Scripts come from this server's own files only.
 */
export function installTrustedTypes(): void {
  const policies = (window as { readonly trustedTypes?: Policies }).trustedTypes;
  policies?.createPolicy('default', {
    createHTML(text) {
      if (text.includes('<')) throw new TypeError('Markup is made by components, not of text.');
      return text;
    },
    createScriptURL(address) {
      const url = new URL(address, location.href);
      if (url.origin !== location.origin) throw new TypeError('Scripts come from this server.');
      return address;
    },
  });
}
