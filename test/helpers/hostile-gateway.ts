import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/** What is done to one push: those above the line have reached the gateway, which has taken it; those below have not. */
const TRICKS = {
  /** An octet a second. */
  dribble: async (response: ServerResponse, body: Buffer) => {
    response.writeHead(200, { 'content-type': 'application/xml' });
    for (const octet of body) {
      if (response.destroyed) return;
      response.write(Buffer.of(octet));
      await pause(1_000);
    }
    response.end();
  },
  /** After the time that is allowed for it. */
  late: async (response: ServerResponse, body: Buffer) => {
    await pause(9_000);
    response.end(body);
  },
  /** Without an end. */
  endless: async (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/xml' });
    while (!response.destroyed) {
      response.write(Buffer.alloc(16_384, ' '));
      await pause(1);
    }
  },
  /** Compressed, to 20 MB when somebody inflates it. */
  bomb: async (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/xml', 'content-encoding': 'gzip' });
    response.end(gzipSync(Buffer.alloc(20_000_000, ' ')));
  },
  // ---
  redirect: async (response: ServerResponse, _body: Buffer, elsewhere: string) => {
    response.writeHead(307, { location: elsewhere });
    response.end();
  },
  'too many': async (response: ServerResponse) => refuse(response, 429),
  unavailable: async (response: ServerResponse) => refuse(response, 503),
} as const;
export type Trick = keyof typeof TRICKS;

const REACHES_GATEWAY: readonly Trick[] = ['dribble', 'late', 'endless', 'bomb'];

/** Wants to be left alone for thirty years. */
function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'retry-after': '999999999' });
  response.end();
}

export interface HostileGateway {
  readonly port: number;
  /** Requests that came where a redirect had sent them. */
  readonly strayed: () => number;
  /** Plays a trick on the next push to this number. */
  trick(msisdn: string, trick: Trick): void;
  stop(): Promise<void>;
}

/** What stands before a push proxy gateway and lets through what it plays no trick on. */
export async function createHostileGateway(gatewayPort: number): Promise<HostileGateway> {
  const tricks = new Map<string, Trick>();
  let strayed = 0;
  const elsewhere = createServer((request, response) => {
    strayed += 1;
    request.resume();
    response.end();
  });
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const msisdn = /WAPPUSH=(\+[0-9]+)/.exec(body.toString('latin1'))?.[1] ?? '';
    const trick = tricks.get(msisdn);
    tricks.delete(msisdn);
    const pass = async () => {
      const { authorization = '', 'content-type': contentType = '' } = request.headers;
      const answer = await fetch(`http://127.0.0.1:${gatewayPort}${request.url ?? '/'}`, {
        method: 'POST',
        headers: { authorization, 'content-type': contentType },
        body,
      });
      return { status: answer.status, octets: Buffer.from(await answer.arrayBuffer()) };
    };
    if (trick === undefined) {
      const { status, octets } = await pass();
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(octets);
      return;
    }
    const answer = REACHES_GATEWAY.includes(trick) ? (await pass()).octets : Buffer.alloc(0);
    await TRICKS[trick](response, answer, elsewhereUrl);
  };
  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    strayed: () => strayed,
    trick: (msisdn, trick) => void tricks.set(msisdn, trick),
    async stop() {
      for (const one of [server, elsewhere]) {
        one.closeAllConnections();
        if (one.listening) await new Promise((resolve) => one.close(resolve));
      }
    },
  };
}
