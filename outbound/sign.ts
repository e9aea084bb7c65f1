import { createHmac } from 'node:crypto';

/** A message as Standard Webhooks 1.0.0 signs it. */
export interface SignedMessage {
  /** The same on every try. No full stop in it. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The headers that prove where a message comes from (Standard Webhooks 1.0.0, "Signature scheme", `v1`).
 *
 * @param secrets - 24 to 64 octets each; with a new one, the old one goes on signing until receivers know it
 */
export function signatureHeaders(
  { id, timestamp, body }: SignedMessage,
  secrets: readonly Uint8Array[],
): Record<string, string> {
  const signed = `${id}.${timestamp}.${body}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets
      .map((secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`)
      .join(' '),
  };
}
