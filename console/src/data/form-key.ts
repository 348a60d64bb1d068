import { useState } from 'react';

/** An idempotency key for one opened form: a double click, or Enter and a click, are one request (console C8). */
export function useFormKey(): string {
  return useState(newKey)[0];
}

/** `crypto.randomUUID` is absent on plain http; this is not. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
