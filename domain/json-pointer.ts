/** A key as a token of a JSON Pointer (RFC 6901 §3). */
export function pointerToken(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}
