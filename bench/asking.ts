import { OPERATOR_KEY, type Prepared } from './preparing.js';

/** Sends a request and returns the body of the answer, `{}` where it is empty. Throws where it is refused. */
export type Ask = (method: string, url: string, body?: object) => Promise<{ readonly id: string }>;

/** SCIM is asked with the token of the prepared connection, REST with the operator's key. */
export function askFor({ token }: Pick<Prepared, 'token'>): Ask {
  return async (method, url, body) => {
    const isScim = url.includes('/scim/');
    const answer = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${isScim ? token : OPERATOR_KEY}`,
        'content-type': isScim ? 'application/scim+json' : 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as { readonly id: string };
  };
}
