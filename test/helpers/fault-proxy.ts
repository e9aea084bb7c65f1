import { EventEmitter, once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../launcher/ports.ts';

/** What happens to octets that go one way. */
type Fault =
  | 'none'
  /** Nothing passes; what was held back does when the fault is taken away. A network that is cut, for TCP. */
  | 'stall'
  /** Octets are taken and thrown away, and ends are not told: the other side is gone and nobody knows. */
  | 'swallow'
  /** One octet after the other, each a write of its own. */
  | 'dribble'
  | { readonly delayMs: number }
  /** So many octets still pass, from now on; then both sides see the connection end, in order or by RST. */
  | { readonly closeAfter: number }
  | { readonly resetAfter: number }
  /** Each piece of the stream becomes another. */
  | { readonly change: (octets: Buffer) => Buffer };

type Way = 'toServer' | 'toClient';
const WAYS = ['toServer', 'toClient'] as const;

export interface FaultProxy {
  readonly port: number;
  /** For the connections that are there, and those to come; one way, or both. */
  set(fault: Fault, way?: Way): void;
  /**
   * Takes every fault away, and lets clients connect again. A connection of which octets were swallowed is beyond repair, and
   * reset.
   */
  heal(): Promise<void>;
  /** Connections are refused from now on, as by a server that is not there. Those that are open stay. */
  refuse(): Promise<void>;
  /** Ends every connection by RST. */
  reset(): void;
  /** Ends every connection in order. */
  close(): void;
  /** Puts octets into every connection, as if the other side had sent them. */
  inject(way: Way, octets: Uint8Array): void;
  /** Connections to come go to another port. */
  redirect(port: number): void;
  /** Connections that were made so far, and those that are open. */
  connections(): { readonly made: number; readonly open: number };
  /** Octets that passed one way so far. */
  passed(way: Way): number;
  stop(): Promise<void>;
}

/** Where the faults of all connections are kept. */
interface Faults {
  current: Record<Way, Fault>;
  /** Octets that may still pass before a cut. */
  left: Record<Way, number>;
  passed: Record<Way, number>;
  /** Says `changed` whenever something of it does. */
  readonly news: EventEmitter;
}

/** Stands between a client and a server on this machine and spoils what passes, as it is told to. */
export async function createFaultProxy(serverPort: number): Promise<FaultProxy> {
  const faults: Faults = {
    current: { toServer: 'none', toClient: 'none' },
    left: { toServer: Number.POSITIVE_INFINITY, toClient: Number.POSITIVE_INFINITY },
    passed: { toServer: 0, toClient: 0 },
    news: new EventEmitter().setMaxListeners(0),
  };
  const links = new Set<Link>();
  let target = serverPort;
  let made = 0;

  const accept = (client: Socket): void => {
    made += 1;
    const link = createLink(client, connect({ port: target, host: '127.0.0.1', allowHalfOpen: true }), faults);
    links.add(link);
    void link.over.then(() => links.delete(link));
  };
  // Where no outgoing connection takes it while it refuses.
  const port = await findFreePort();
  let server = await listen(accept, port);

  const change = (next: (way: Way) => Fault, ways: readonly Way[]): void => {
    for (const way of ways) {
      const fault = next(way);
      faults.current[way] = fault;
      faults.left[way] = limitOf(fault);
    }
    faults.news.emit('changed');
  };
  const refuse = async (): Promise<void> => {
    // Connections that are open are not the listener's concern: it is not waited for.
    server.close();
  };

  return {
    port,
    refuse,
    set: (fault, way) => change(() => fault, way === undefined ? WAYS : [way]),
    async heal() {
      for (const link of links) if (link.isSpoiled()) link.end('reset');
      change(() => 'none', WAYS);
      if (!server.listening) server = await listen(accept, port);
    },
    reset: () => links.forEach((link) => link.end('reset')),
    close: () => links.forEach((link) => link.end('close')),
    inject: (way, octets) => links.forEach((link) => link.write(way, octets)),
    redirect: (next) => void (target = next),
    connections: () => ({ made, open: links.size }),
    passed: (way) => faults.passed[way],
    async stop() {
      server.close();
      for (const link of links) link.end('reset');
      await Promise.all(Array.from(links, ({ over }) => over));
    },
  };
}

type Link = ReturnType<typeof createLink>;

function createLink(client: Socket, server: Socket, faults: Faults) {
  const sockets = [client, server] as const;
  let isSpoiled = false;
  const over = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));

  const end = (how: 'close' | 'reset'): void => {
    for (const socket of sockets) {
      if (how === 'close') socket.destroySoon();
      else socket.resetAndDestroy();
    }
  };
  const spoiled = (): void => void (isSpoiled = true);
  void carry(client, server, { way: 'toServer', faults, end, spoiled });
  void carry(server, client, { way: 'toClient', faults, end, spoiled });
  return {
    over,
    end,
    isSpoiled: () => isSpoiled,
    write: (way: Way, octets: Uint8Array) => void (way === 'toServer' ? server : client).write(octets),
  };
}

interface Carrying {
  readonly way: Way;
  readonly faults: Faults;
  readonly end: (how: 'close' | 'reset') => void;
  readonly spoiled: () => void;
}

/** Carries what one socket brings to the other, until either ends. */
async function carry(from: Socket, to: Socket, carrying: Carrying): Promise<void> {
  const { way, faults, end, spoiled } = carrying;
  from.setNoDelay(true);
  try {
    for await (const chunk of from.iterator({ destroyOnReturn: false })) await pass(chunk as Buffer, to, carrying);
    await whileStalled(way, faults);
    if (faults.current[way] === 'swallow') spoiled();
    else to.end();
  } catch {
    // A reset; the other side hears of it unless ends are swallowed.
    await whileStalled(way, faults);
    if (faults.current[way] === 'swallow') spoiled();
    else end('reset');
  }
}

async function pass(chunk: Buffer, to: Socket, { way, faults, end, spoiled }: Carrying): Promise<void> {
  await whileStalled(way, faults);
  const fault = faults.current[way];
  if (fault === 'swallow') {
    spoiled();
    return;
  }
  if (typeof fault === 'object' && 'delayMs' in fault) await sleep(fault.delayMs);
  const octets = typeof fault === 'object' && 'change' in fault ? fault.change(chunk) : chunk;
  const allowed = octets.subarray(0, Math.min(octets.length, faults.left[way]));
  faults.left[way] -= allowed.length;
  faults.passed[way] += allowed.length;
  for (const piece of fault === 'dribble' ? Array.from(allowed, (octet) => Buffer.of(octet)) : [allowed]) {
    if (piece.length > 0 && !to.write(piece) && !to.destroyed)
      await Promise.race([once(to, 'drain'), once(to, 'close')]);
    if (fault === 'dribble') await nextTurn();
  }
  if (faults.left[way] > 0) return;
  // What was let through is to arrive: a reset overtakes it otherwise.
  await sleep(20);
  // Where this process is the other side too, it gets round to reading.
  for (let turns = 0; turns < 3; turns++) await nextTurn();
  end(typeof fault === 'object' && 'closeAfter' in fault ? 'close' : 'reset');
}

async function whileStalled(way: Way, faults: Faults): Promise<void> {
  while (faults.current[way] === 'stall') await once(faults.news, 'changed');
}

function limitOf(fault: Fault): number {
  if (typeof fault !== 'object') return Number.POSITIVE_INFINITY;
  if ('closeAfter' in fault) return fault.closeAfter;
  return 'resetAfter' in fault ? fault.resetAfter : Number.POSITIVE_INFINITY;
}

async function listen(accept: (client: Socket) => void, port: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, accept);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
