import { useRef, useState } from 'react';

/** An idempotency key for one opened form: a double click, or Enter and a click, are one request (console C8). */
export function useFormKey(): string {
  return useState(newKey)[0];
}

/** The same for a form that can be sent again after a refusal: what was changed meanwhile is another request. */
export function useFormKeys(): (body: unknown) => string {
  const last = useRef({ body: '', key: '' });
  return (body) => {
    const text = JSON.stringify(body);
    if (last.current.body !== text) last.current = { body: text, key: newKey() };
    return last.current.key;
  };
}

/** `crypto.randomUUID` is absent on plain http; this is not. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
