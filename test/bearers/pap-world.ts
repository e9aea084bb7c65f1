import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { createPapGateway, type PapGateway } from '../../bearers/pap/gateway.ts';
import type { PapEvent } from '../../bearers/pap/gateway-event.ts';
import type { PapOptions } from '../../bearers/pap/options.ts';
import { encodePush } from '../../codecs/wsp-push.ts';
import type { OutgoingPush } from '../../domain/bearer.ts';

const MAC = '0123456789ABCDEF0123456789ABCDEF01234567';
export const DOCUMENT = Uint8Array.from([3, 11, 106, 5, ...Array.from({ length: 200 }, (_, i) => (i * 37) % 256)]);

export const push: OutgoingPush = {
  tenantId: 'acme',
  destination: '+447700900123',
  push: encodePush({ transactionId: 1, security: 'USERPIN', mac: MAC }, DOCUMENT),
  id: 'order-1.1',
};
export const soon = { patienceMs: 5_000 };

/** What a gateway answers: a status and a text, nothing ever, or something done to the connection. */
export type Answer =
  | { readonly status?: number; readonly body?: string; readonly headers?: Record<string, string> }
  | 'never'
  | ((response: ServerResponse) => void);

interface Seen {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** A gateway octet by octet: nothing in it is shared with the bearer. */
export interface FakePpg {
  readonly port: number;
  readonly seen: readonly Seen[];
  readonly connections: () => number;
  answerWith(answer: (seen: Seen, count: number) => Answer): void;
  stop(): Promise<void>;
}

/** The push id in a request, found without a parser. */
export function pushIdIn(body: Buffer): string {
  return /push-id="([^"]*)"/.exec(body.toString('latin1'))?.[1] ?? '';
}

export function pushResponse(pushId: string, code: number): string {
  return `<?xml version="1.0"?><!DOCTYPE pap PUBLIC "-//WAPFORUM//DTD PAP 1.0//EN" "http://www.wapforum.org/DTD/pap_1.0.dtd"><pap><push-response push-id="${pushId}"><response-result code="${code}" desc="x"/></push-response></pap>`;
}

export function acceptPush({ body }: Seen): Answer {
  return { status: 202, body: pushResponse(pushIdIn(body), 1001) };
}

export async function startPpg(t: ExecutionContext, { port = 0 } = {}): Promise<FakePpg> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let answer: (request: Seen, count: number) => Answer = acceptPush;
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url: path, headers, rawHeaders } = request;
    const entry = { method, path, headers, rawHeaders, body: Buffer.concat(chunks) };
    seen.push(entry);
    const how = answer(entry, seen.length);
    if (how === 'never') return;
    if (typeof how === 'function') how(response);
    else
      response.writeHead(how.status ?? 202, how.headers ?? { 'content-type': 'application/xml' }).end(how.body ?? '');
  };
  const server = createServer((request, response) => void take(request, response).catch(() => undefined));
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  t.teardown(stop);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    connections: () => connections,
    answerWith(how) {
      answer = how;
    },
    stop,
  };
}

export interface TestGateway extends PapGateway {
  readonly events: PapEvent[];
}

/** A bearer to that port, stopped with the test. */
export function openGateway(t: ExecutionContext, port: number, options: Partial<PapOptions> = {}): TestGateway {
  const events: PapEvent[] = [];
  const gateway = createPapGateway(
    {
      url: `http://127.0.0.1:${port}/wappush`,
      responseTimeoutMs: 20_000,
      reconnect: { minMs: 5, maxMs: 40 },
      drainMs: 0,
      ...options,
    },
    { log: (event) => events.push(event) },
  );
  t.teardown(() => gateway.stop());
  return { ...gateway, events };
}

/** Waits until `probe` gives something true. */
export async function eventually<T>(probe: () => T): Promise<NonNullable<T>> {
  for (;;) {
    const value = probe();
    if (value) return value;
    await pause(2);
  }
}
