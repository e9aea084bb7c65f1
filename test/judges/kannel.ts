import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { computeMac, networkKey } from '../../codecs/bootstrap-mac.ts';
import { createReassembler } from '../../codecs/sms-reassembler.ts';
import { decodeUserData } from '../../codecs/sms-user-data.ts';
import { decodeWbxml } from '../../codecs/wbxml-decode.ts';
import { PAGES } from '../../codecs/wbxml-tokens.ts';
import { decodePush } from '../../codecs/wsp-push.ts';
import { formatXml } from '../../codecs/xml.ts';
import type { Characteristic } from '../../domain/document.ts';
import type { BootstrapSecret } from '../../domain/security.ts';
import { toHex } from '../codecs/vectors.ts';
import type { Exhibit } from './documents.ts';
import {
  bearerboxGroups,
  createSmsc,
  end,
  freePorts,
  HOST,
  isListening,
  portOf,
  run,
  START_MS,
  within,
} from './kannel-parts.ts';
import { encodeMessage } from './message.ts';
import type { Verdict } from './verdict.ts';

export const PROGRAMS = ['bearerbox', 'smsbox'];

export interface Kannel {
  /** What Kannel makes of a document: the user data of its short messages, in the order in which they came. */
  send(exhibit: Exhibit): Promise<Uint8Array[]>;
  stop(): Promise<void>;
}

const ANSWER_MS = 10_000;
/** Kannel uses the destination port as source port too. */
const SOURCE_PORT = 2948;

interface Ports {
  readonly admin: number;
  readonly smsbox: number;
  readonly sendsms: number;
  readonly smsc: number;
}

/** Starts bearerbox and smsbox against a small SMSC of our own; everything on 127.0.0.1. */
export async function startKannel(): Promise<Kannel> {
  const smsc = createSmsc();
  smsc.server.listen(0, HOST);
  await once(smsc.server, 'listening');
  const ports = { ...(await freePorts('admin', 'smsbox', 'sendsms')), smsc: portOf(smsc.server) };
  const folder = await mkdtemp(join(tmpdir(), 'kannel-'));
  const config = join(folder, 'kannel.conf');
  await writeFile(config, configuration(ports, folder));
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const child of children.toReversed()) await end(child);
    for (const session of smsc.sessions) session.destroy();
    smsc.server.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    children.push(run('bearerbox', config));
    await within(START_MS, 'bearerbox to bind to the SMSC', () => smsc.sessions.size > 0);
    children.push(run('smsbox', config));
    await within(START_MS, 'smsbox to answer HTTP', () => isListening(ports.sendsms));
  } catch (error) {
    await stop();
    throw error;
  }
  let count = 0;
  return {
    stop,
    async send(exhibit) {
      count += 1;
      const to = `1555000${String(count).padStart(4, '0')}`;
      await sendOta(ports.sendsms, to, exhibit);
      const parts = (): Uint8Array[] => smsc.received.get(to) ?? [];
      await within(ANSWER_MS, 'all parts', () => parts().length > 0 && parts().length === expectedParts(parts()));
      return parts();
    },
  };
}

/**
 * Kannel compiles the same XML, signs it with the same secret and cuts it into short messages: all octets must be ours.
 *
 * Left out: USERPINMAC, which Kannel does not do as specified (it still sends a MAC), and what is not signed, which it cannot
 * do. Where a value has a token on page 1 only (APPSRV, DIGEST), Kannel writes that token and we an inline string, which is
 * read by more handsets: there the trees are compared, and its MAC over its own octets. The packing of the network's key is
 * not judged: Kannel is given it packed.
 */
export async function judge(kannel: Kannel, exhibit: Exhibit): Promise<Verdict> {
  const { document, secret } = exhibit;
  if (secret === undefined) return { type: 'left out', reason: 'Kannel signs every provisioning document' };
  if (secret.method === 'USERPINMAC') return { type: 'left out', reason: 'its USERPINMAC is not the specified one' };
  const parts = await kannel.send(exhibit);
  const reassembler = createReassembler();
  const whole = parts.map((part) => reassembler.add('kannel', part)).find((payload) => payload !== undefined);
  if (whole === undefined) return { type: 'disagrees', reason: 'we cannot join its parts' };
  const { security, mac, body } = decodePush(whole);
  if (security !== secret.method || mac !== computeMac(secret, body)) {
    return { type: 'disagrees', reason: 'its MAC is not what we compute over its octets' };
  }
  if (!isDeepStrictEqual(decodeWbxml(body), document)) {
    return { type: 'disagrees', reason: 'we read another document in its octets' };
  }
  if (document.characteristics.some(hasValueOfPageOne)) return { type: 'agrees', on: 'tree and MAC' };
  const [first] = parts;
  const reference = (first && decodeUserData(first).concatenation?.reference) ?? 0;
  const ours = encodeMessage(exhibit, { reference, sourcePort: SOURCE_PORT }).parts;
  if (!isDeepStrictEqual(ours.map(toHex), parts.map(toHex))) {
    return { type: 'disagrees', reason: `octets: ${parts.map(toHex).join(' ')} and ours ${ours.map(toHex).join(' ')}` };
  }
  return { type: 'agrees', on: `all octets, parts: ${parts.length}` };
}

function hasValueOfPageOne({ parms, children }: Characteristic): boolean {
  const [zero, one] = PAGES.map(({ values }) => new Set(Object.values(values)));
  return (
    parms.some(({ value }) => value !== undefined && one?.has(value) === true && zero?.has(value) === false) ||
    children.some(hasValueOfPageOne)
  );
}

/** Total of the concatenation element `00 03 rr tt ss` after the ports, or one. */
function expectedParts([first]: readonly Uint8Array[]): number {
  return first?.[0] === 0x0b ? (first[10] ?? 1) : 1;
}

async function sendOta(port: number, to: string, { document, secret }: Exhibit): Promise<void> {
  if (secret === undefined) throw new Error('Kannel signs every provisioning document');
  const query = new URLSearchParams({ username: 'judge', password: 'judge', from: '15550001', phonenumber: to });
  query.set('type', 'oma-settings');
  query.set('sec', secret.method);
  query.set('text', formatXml(document));
  const pin = [...keyOctets(secret)].map((octet) => `%${octet.toString(16).padStart(2, '0')}`).join('');
  const response = await fetch(`http://${HOST}:${port}/cgi-bin/sendota?${query.toString()}&pin=${pin}`);
  const body = await response.text();
  if (response.status !== 202) throw new Error(`Kannel answered ${response.status}: ${body}`);
}

/** Kannel uses its `pin` as the key octets, so that the network's key must be packed for it. */
function keyOctets(secret: BootstrapSecret): Uint8Array {
  switch (secret.method) {
    case 'NETWPIN':
      return networkKey(secret.imsi);
    case 'USERNETWPIN':
      return Buffer.concat([networkKey(secret.imsi), Buffer.from(secret.pin)]);
    case 'USERPIN':
    case 'USERPINMAC':
      return Buffer.from(secret.pin);
  }
}

function configuration({ admin, smsbox, sendsms, smsc }: Ports, folder: string): string {
  return `${bearerboxGroups({ admin, smsbox, smsc }, folder)}
group = smsbox
bearerbox-host = ${HOST}
sendsms-port = ${sendsms}
sendsms-interface = ${HOST}
log-file = "${folder}/smsbox.log"
log-level = 4

group = sendsms-user
username = judge
password = judge
concatenation = true
max-messages = 20
`;
}
