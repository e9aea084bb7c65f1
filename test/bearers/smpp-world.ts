import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';
import { createServer, type PDU, type PduFields, type Session } from 'smpp';
import { createSmppLink, type SmppLink, type SmppLinkDeps } from '../../bearers/smpp/link.ts';
import type { LinkEvent } from '../../bearers/smpp/link-event.ts';
import type { SmppLinkOptions } from '../../bearers/smpp/options.ts';
import type { BearerListener, BearerReceipt, InboundMessage, OutgoingPart } from '../../domain/bearer.ts';

const PASSWORD = 'secret1';
export const TLS = {
  key: readFileSync(new URL('../vectors/smpp-tls-key.pem', import.meta.url), 'utf8'),
  cert: readFileSync(new URL('../vectors/smpp-tls-cert.pem', import.meta.url), 'utf8'),
};

export const part: OutgoingPart = {
  tenantId: 'acme',
  destination: '+447700900123',
  userData: Buffer.from('0605040b8423f0ffff00', 'hex'),
  reference: 4711,
  moreToSend: false,
};

/** Quick to come back; whoever waits for an answer has the time of a machine that does much else. */
const QUICK = {
  host: '127.0.0.1',
  systemId: 'wsi',
  password: PASSWORD,
  responseTimeoutMs: 20_000,
  connectTimeoutMs: 20_000,
  reconnect: { minMs: 5, maxMs: 40 },
  drainMs: 2_000,
} as const;

type Answer = PduFields | 'never';

/** An SMSC made with the package: another code base than the link under test. */
export interface FakeSmsc {
  readonly port: number;
  /** Everything that came, by command. */
  readonly seen: PDU[];
  readonly submits: PDU[];
  readonly sessions: readonly Session[];
  /** Connections so far. */
  connections(): number;
  /** Answers the binds from now on. */
  bindWith(fields: Answer): void;
  /** Answers submit_sm from now on. */
  answerWith(answer: (pdu: PDU, count: number) => Answer): void;
  /** Does not answer enquire_link. */
  deaf(): void;
  /** Brings something to the client; resolves with the command status of its answer. */
  deliver(fields: PduFields, command?: 'deliver_sm' | 'data_sm'): Promise<number>;
  stop(): Promise<void>;
}

/** Message ids m1, m2 and so on. */
function acceptAll(_: PDU, count: number): Answer {
  return { message_id: `m${count}` };
}

export async function startSmsc(t: ExecutionContext, { tls = false, port = 0 } = {}): Promise<FakeSmsc> {
  const seen: PDU[] = [];
  const submits: PDU[] = [];
  const bound = new Set<Session>();
  const all = new Set<Session>();
  let connections = 0;
  let bindAnswer: Answer = {};
  let isDeaf = false;
  let answer = acceptAll;

  const take = (session: Session, pdu: PDU): void => {
    seen.push(pdu);
    if (pdu.command.startsWith('bind_')) {
      if (bindAnswer === 'never') return;
      session.send(pdu.response(bindAnswer));
      if (!bindAnswer.command_status) bound.add(session);
    } else if (pdu.command === 'submit_sm') {
      submits.push(pdu);
      const how = answer(pdu, submits.length);
      if (how !== 'never') session.send(pdu.response(how));
    } else if (pdu.command === 'enquire_link') {
      if (!isDeaf) session.send(pdu.response());
    } else if (pdu.command === 'unbind') {
      session.send(pdu.response());
    } else if (!pdu.isResponse()) {
      session.send(pdu.response());
    }
  };
  const onSession = (session: Session): void => {
    connections += 1;
    all.add(session);
    session.on('error', () => session.destroy());
    session.on('close', () => {
      all.delete(session);
      bound.delete(session);
    });
    session.on('pdu', (pdu: PDU) => take(session, pdu));
  };
  const server = tls ? createServer(TLS, onSession) : createServer(onSession);
  server.on('tlsClientError', () => undefined);
  const stop = async (): Promise<void> => {
    for (const session of all) session.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  t.teardown(stop);

  return {
    port: await listen(server, port),
    seen,
    submits,
    get sessions() {
      return [...bound];
    },
    connections: () => connections,
    bindWith(fields) {
      bindAnswer = fields;
    },
    answerWith(how) {
      answer = how;
    },
    deaf() {
      isDeaf = true;
    },
    async deliver(fields, command = 'deliver_sm') {
      const session = await eventually(() => [...bound].at(-1));
      return new Promise((resolve) => session[command](fields, (response) => resolve(response.command_status)));
    },
    stop,
  };
}

/** A server that says what no SMSC would; `serve` gets each connection. */
export async function startRaw(t: ExecutionContext, serve: (socket: Socket, count: number) => void): Promise<number> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    count += 1;
    serve(socket, count);
  });
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listen(server, 0);
}

/** Answers a bind on a raw connection and says `more`; then calls `next` with everything that follows. */
export function answerBind(socket: Socket, next: (octets: Buffer) => void, ...more: Buffer[]): void {
  socket.once('data', (bind: Buffer) => {
    socket.write(Buffer.concat([header(0x8000_0009, 0, bind.readUInt32BE(12), Buffer.from('smsc\0')), ...more]));
    socket.on('data', next);
  });
}

/** A PDU octet by octet. */
export function header(commandId: number, status: number, sequence: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const octets = Buffer.alloc(16);
  octets.writeUInt32BE(16 + body.length, 0);
  octets.writeUInt32BE(commandId, 4);
  octets.writeUInt32BE(status, 8);
  octets.writeUInt32BE(sequence, 12);
  return Buffer.concat([octets, body]);
}

export interface TestLink extends SmppLink {
  readonly events: LinkEvent[];
  readonly receipts: BearerReceipt[];
  readonly messages: InboundMessage[];
}

/** A link to that port, started, stopped with the test. */
export function startLink(
  t: ExecutionContext,
  port: number,
  options: Partial<SmppLinkOptions> = {},
  { listener, ...deps }: Partial<SmppLinkDeps> & { listener?: Partial<BearerListener> } = {},
): TestLink {
  const events: LinkEvent[] = [];
  const receipts: BearerReceipt[] = [];
  const messages: InboundMessage[] = [];
  const link = createSmppLink(
    { ...QUICK, port, ...options },
    {
      receiptArrived: async (receipt) => void receipts.push(receipt),
      messageArrived: async (message) => void messages.push(message),
      ...listener,
    },
    { log: (event) => events.push(event), ...deps },
  );
  t.teardown(() => link.stop());
  link.start();
  return { ...link, events, receipts, messages };
}

/** The same, once it is open. */
export async function openLink(...of: Parameters<typeof startLink>): Promise<TestLink> {
  const link = startLink(...of);
  await eventually(() => link.ready());
  return link;
}

/** Waits until `probe` gives something true. */
export async function eventually<T>(probe: () => T): Promise<NonNullable<T>> {
  for (;;) {
    const value = probe();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function listen(server: NetServer, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
