import type { IncomingMessage } from 'node:http';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import type { Visit } from './authenticate.ts';

/** Certificates of connections, looked at once each. */
const shown = new WeakMap<TLSSocket, Certificate>();

interface Certificate {
  readonly thumbprint: string;
  /** Since 1970, in milliseconds. */
  readonly endsAt: number;
}

/** What is known of a request before anybody is let in. Headers say nothing of where it comes from, nor of a certificate. */
export function visitOf({ headers, socket }: IncomingMessage): Visit {
  return { headers, address: socket.remoteAddress ?? '', certificate: thumbprintOf(socket) };
}

/**
 * Undefined unless the connection's own TLS has checked the certificate against the authority we trust for clients. That
 * is done when a connection or a session begins; the certificate may end before either does.
 */
function thumbprintOf(socket: unknown): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const certificate = shown.get(socket) ?? readCertificate(socket);
  if (certificate === undefined) return undefined;
  shown.set(socket, certificate);
  return Date.now() < certificate.endsAt ? certificate.thumbprint : undefined;
}

function readCertificate(socket: TLSSocket): Certificate | undefined {
  // Node gives an object without fields where the other end has shown none.
  const { fingerprint256, valid_to: end }: Partial<PeerCertificate> = socket.getPeerCertificate();
  if (fingerprint256 === undefined || end === undefined) return undefined;
  return { thumbprint: fingerprint256.replaceAll(':', '').toLowerCase(), endsAt: Date.parse(end) };
}
