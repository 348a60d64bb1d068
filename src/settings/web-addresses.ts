import { z } from 'zod';

/** As a browser writes it in `Origin`: no path, no slash at the end, no port that is the usual one. */
const webOrigin = z
  .string()
  .refine(
    (text) => /^https?:[^*]*$/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    'must be an origin such as https://app.example.com: no path, no slash at its end, no *',
  );

/** The setting `http.allowedOrigins`. */
export const allowedOrigins = z
  .array(webOrigin)
  .max(100)
  .describe(
    'Origins of your pages that look up, decline or ask again for an invitation from a browser, exactly as browsers write ' +
      'them: `https://app.example.com`. Other operations are for servers, which need none.',
  );

/** A page to which a token is handed behind `#`. */
export const pageUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .regex(/^[^#]*$/, 'must have no fragment');

/** An origin, with or without a path: what begins with it is allowed. */
export const redirectPrefix = z.string().refine(isPrefix, {
  error: 'must be an http or https URL without query, fragment and sign-in, written as browsers do',
});

function isPrefix(text: string): boolean {
  if (!/^https?:[^?#*]*$/.test(text) || !URL.canParse(text)) return false;
  const { href, username, password } = new URL(text);
  const isPlain = username === '' && password === '' && !/%2f|%5c/i.test(text);
  return isPlain && (href === text || href === `${text}/`);
}
