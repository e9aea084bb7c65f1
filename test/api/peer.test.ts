import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import test from 'ava';
import { visitOf } from '../../api/peer.ts';

/** A request over a connection whose TLS has found what the test says. */
function requestWith(authorized: boolean, certificate: Readonly<Record<string, unknown>>): IncomingMessage {
  const socket = new TLSSocket(new Socket());
  socket.authorized = authorized;
  Object.assign(socket, { getPeerCertificate: () => certificate });
  return new IncomingMessage(socket);
}

const inMs = (ms: number) => new Date(Date.now() + ms).toUTCString();
const certificate = { fingerprint256: 'AB:CD', valid_to: inMs(60_000) };

test('A certificate that TLS has checked is known by its thumbprint', (t) => {
  const request = requestWith(true, certificate);
  t.is(visitOf(request).certificate, 'abcd');
  t.is(visitOf(request).certificate, 'abcd');
});

test('A certificate that TLS has not accepted, or that was not shown, is none', (t) => {
  t.is(visitOf(requestWith(false, certificate)).certificate, undefined);
  t.is(visitOf(requestWith(true, {})).certificate, undefined);
  t.is(visitOf(new IncomingMessage(new Socket())).certificate, undefined);
});

test('A certificate counts no longer once it has ended, though its connection goes on', async (t) => {
  // In whole seconds, as certificates say it.
  const request = requestWith(true, { ...certificate, valid_to: inMs(4_000) });
  t.is(visitOf(request).certificate, 'abcd');
  await new Promise((resolve) => setTimeout(resolve, 4_050));
  t.is(visitOf(request).certificate, undefined);
});
