import type { IncomingMessage } from 'node:http';

/** Most octets of a form: a text of thousands of letters, each as three octets that are percent-encoded, and some more. */
const MAX_OCTETS = 65_536;

/** `unreadable`: it is not what a form of ours sends. */
export type FormReading =
  | { readonly type: 'read'; readonly form: URLSearchParams }
  | { readonly type: 'too_large' }
  | { readonly type: 'unreadable' };

/** Reads a form that was sent `application/x-www-form-urlencoded`. */
export async function readForm(request: IncomingMessage): Promise<FormReading> {
  const [type = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/x-www-form-urlencoded') return { type: 'unreadable' };
  if (Number(request.headers['content-length'] ?? 0) > MAX_OCTETS) return { type: 'too_large' };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      if (!Buffer.isBuffer(chunk)) return { type: 'unreadable' };
      size += chunk.length;
      if (size > MAX_OCTETS) return { type: 'too_large' };
      chunks.push(chunk);
    }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return { type: 'read', form: new URLSearchParams(text) };
  } catch {
    return { type: 'unreadable' };
  }
}
