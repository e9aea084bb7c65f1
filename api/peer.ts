import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Visit } from './authenticate.ts';

/** Certificates of connections, looked at once each. */
const thumbprints = new WeakMap<TLSSocket, string | undefined>();

/** What is known of a request before anybody is let in. Headers say nothing of where it comes from, nor of a certificate. */
export function visitOf({ headers, socket }: IncomingMessage): Visit {
  return { headers, address: socket.remoteAddress ?? '', certificate: thumbprintOf(socket) };
}

/** Undefined unless the connection's own TLS has checked the certificate against the authority we trust for clients. */
function thumbprintOf(socket: unknown): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  if (!thumbprints.has(socket)) {
    const { fingerprint256 } = socket.getPeerCertificate();
    // Node gives an object without fields where the other end has shown none.
    const hex: string | undefined = fingerprint256?.replaceAll(':', '').toLowerCase();
    thumbprints.set(socket, hex);
  }
  return thumbprints.get(socket);
}
