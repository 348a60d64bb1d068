import { setNonce } from 'get-nonce';

/**
 * The nonce of this document (src/http/console/document.ts). Browsers hide the attribute from style sheets and let scripts read the
 * property (HTML, section 3.2.6.6). Overlays take theirs from `get-nonce`, Mantine from MantineProvider.
 */
export const NONCE = document.querySelector('script')?.nonce ?? '';

export function installNonce(): void {
  setNonce(NONCE);
}
