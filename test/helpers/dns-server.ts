import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { ExecutionContext } from 'ava';

const TXT = 16;
const CODES = { ok: 0, servfail: 2, nxdomain: 3 } as const;

/** A DNS server on loopback that knows TXT records alone. */
export interface DnsServer {
  /** As `address:port`. */
  readonly address: string;
  /** By name: the records, each in its pieces; a word for an error; `silent` for no answer at all. */
  readonly zone: Map<string, readonly (readonly string[])[] | 'servfail' | 'silent'>;
  /** Names that were asked for. */
  readonly asked: string[];
}

export async function startDnsServer(t: Pick<ExecutionContext, 'teardown'>): Promise<DnsServer> {
  const zone: DnsServer['zone'] = new Map();
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, { address, port }) => {
    const { name, type, end } = readQuestion(query);
    asked.push(name);
    const entry = zone.get(name);
    if (entry === 'silent') return;
    const records = type === TXT && Array.isArray(entry) ? entry : [];
    const code = entry === 'servfail' ? CODES.servfail : entry === undefined ? CODES.nxdomain : CODES.ok;
    socket.send(answer(query.subarray(0, end), { code, records }), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.teardown(() => socket.close());
  return { address: `127.0.0.1:${socket.address().port}`, zone, asked };
}

/** RFC 1035 §4.1.2. */
function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answer(
  question: Buffer,
  { code, records }: { code: number; records: readonly (readonly string[])[] },
): Buffer {
  const head = Buffer.from(question);
  // A response, authoritative, recursion wanted and had.
  head.writeUInt16BE(0x8580 | code, 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...records.map(recordOf)]);
}

function recordOf(pieces: readonly string[]): Buffer {
  const data = Buffer.concat(pieces.map((piece) => Buffer.concat([Buffer.of(piece.length), Buffer.from(piece)])));
  const fixed = Buffer.alloc(12);
  fixed.writeUInt16BE(0xc00c, 0);
  fixed.writeUInt16BE(TXT, 2);
  fixed.writeUInt16BE(1, 4);
  fixed.writeUInt32BE(60, 6);
  fixed.writeUInt16BE(data.length, 10);
  return Buffer.concat([fixed, data]);
}
