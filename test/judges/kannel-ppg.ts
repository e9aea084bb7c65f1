import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createPapGateway, type PapGateway } from '../../bearers/pap/gateway.ts';
import { createReassembler } from '../../codecs/sms-reassembler.ts';
import { decodePush } from '../../codecs/wsp-push.ts';
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

export const PROGRAMS = ['bearerbox', 'wapbox'];

const USER = 'judge';
const PASSWORD = 'judge-pass';
const tenantId = 'acme';
const soon = { patienceMs: 5_000 };

export interface KannelPpg {
  readonly bearer: PapGateway;
  /** A bearer whose password is not that of Kannel. */
  readonly stranger: PapGateway;
  /** The user data of the short messages that came for a number, in order. */
  readonly received: (msisdn: string) => readonly Uint8Array[];
  stop(): Promise<void>;
}

/** Starts Kannel as a push proxy gateway: bearerbox and wapbox against a small SMSC of our own. */
export async function startKannelPpg(): Promise<KannelPpg> {
  const smsc = createSmsc();
  smsc.server.listen(0, HOST);
  await once(smsc.server, 'listening');
  const ports = { ...(await freePorts('admin', 'smsbox', 'wapbox', 'ppg')), smsc: portOf(smsc.server) };
  const { ppg } = ports;
  const folder = await mkdtemp(join(tmpdir(), 'kannel-ppg-'));
  const config = join(folder, 'kannel.conf');
  await writeFile(config, configuration(ports, folder));
  const open = (password: string): PapGateway =>
    createPapGateway(
      { url: `http://${HOST}:${ppg}/wappush`, user: USER, password, reconnect: { minMs: 1, maxMs: 1 }, drainMs: 0 },
      { log: () => undefined },
    );
  const [bearer, stranger] = [open(PASSWORD), open('wrong')];
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all([bearer.stop(), stranger.stop()]);
    for (const child of children.toReversed()) await end(child);
    for (const session of smsc.sessions) session.destroy();
    smsc.server.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    children.push(run('bearerbox', config));
    await within(START_MS, 'bearerbox to bind to the SMSC', () => smsc.sessions.size > 0);
    children.push(run('wapbox', config));
    await within(START_MS, 'wapbox to answer HTTP', () => isListening(ppg));
  } catch (error) {
    await stop();
    throw error;
  }
  return { bearer, stranger, received: (msisdn) => smsc.received.get(msisdn.replace('+', '')) ?? [], stop };
}

/**
 * Kannel takes our submission for a document and sends its octets on as they are. Its content type it writes as text, and
 * SEC and MAC are lost on the way: that is its fault, and why it is no bearer for what is signed.
 */
export async function judge(kannel: KannelPpg, exhibit: Exhibit, number: number): Promise<Verdict> {
  const { push } = encodeMessage(exhibit, { reference: 1, sourcePort: 9200 });
  const destination = `+1555100${String(number).padStart(4, '0')}`;
  const outcome = await kannel.bearer.submit({ tenantId, destination, push, id: `exhibit-${number}` }, soon);
  if (outcome.type !== 'accepted')
    return { type: 'disagrees', reason: `it did not take it: ${JSON.stringify(outcome)}` };
  const whole = (): Uint8Array | undefined => {
    const reassembler = createReassembler();
    return kannel
      .received(destination)
      .map((part) => reassembler.add('kannel', part))
      .find((payload) => payload !== undefined);
  };
  await within(START_MS, 'all parts', () => whole() !== undefined);
  const got = decodePush(whole() ?? new Uint8Array());
  const { body, contentType, security } = decodePush(push);
  if (got.contentType !== contentType) return { type: 'disagrees', reason: `it sent ${got.contentType}` };
  if (!isDeepStrictEqual(toHex(got.body), toHex(body))) return { type: 'disagrees', reason: 'it sent other octets' };
  const isKept = got.security === security;
  return { type: 'agrees', on: isKept ? 'submission, all octets' : 'submission, octets (it drops SEC and MAC)' };
}

interface Case {
  readonly name: string;
  readonly ask: (kannel: KannelPpg) => Promise<unknown>;
  readonly expected: unknown;
}

const push = Uint8Array.of(1, 6, 1, 0xb6, 3, 11, 106, 5);
const destination = '+15551009999';

/** What else a gateway may answer, from Kannel's own mouth. */
export const CASES: readonly Case[] = [
  {
    name: 'a push whose time is over',
    ask: ({ bearer }) => bearer.submit({ tenantId, destination, push, id: 'late', validitySeconds: -3_600 }, soon),
    expected: { type: 'refused', status: 2001, kind: 'permanent' },
  },
  {
    name: 'a status query',
    ask: ({ bearer }) => bearer.query({ destination, messageId: 'exhibit-1@dm-wsi' }, soon),
    expected: { type: 'refused', status: 2000 },
  },
  {
    name: 'a cancellation',
    ask: ({ bearer }) => bearer.cancel({ destination, messageId: 'exhibit-1@dm-wsi' }, soon),
    expected: { type: 'refused', status: 2000 },
  },
  {
    name: 'a thousand pushes, each sent on once',
    async ask({ bearer, received }) {
      const numbers = Array.from({ length: 1_000 }, (_, i) => `+1555200${String(i).padStart(4, '0')}`);
      const outcomes = await Promise.all(
        numbers.map((number) =>
          bearer.submit({ tenantId, destination: number, push, id: number.slice(1) }, { patienceMs: 60_000 }),
        ),
      );
      await within(START_MS, 'all of them', () => numbers.every((number) => received(number).length > 0));
      const accepted = outcomes.filter(({ type }) => type === 'accepted').length;
      return { accepted, sent: numbers.reduce((sum, number) => sum + received(number).length, 0) };
    },
    expected: { accepted: 1_000, sent: 1_000 },
  },
  {
    name: 'a wrong password',
    ask: ({ stranger }) => stranger.submit({ tenantId, destination, push, id: 'forged' }, soon),
    expected: { type: 'refused', status: 401, kind: 'temporary' },
  },
];

/** What we make of Kannel's answer is what it means by it. */
export async function judgeCase(kannel: KannelPpg, { ask, expected }: Case): Promise<Verdict> {
  const outcome = await ask(kannel);
  return isDeepStrictEqual(outcome, expected)
    ? { type: 'agrees', on: JSON.stringify(outcome) }
    : { type: 'disagrees', reason: JSON.stringify(outcome) };
}

interface Ports {
  readonly admin: number;
  /** Nobody connects to it, but bearerbox does not start without it and its group. */
  readonly smsbox: number;
  readonly wapbox: number;
  readonly ppg: number;
  readonly smsc: number;
}

function configuration({ admin, smsbox, wapbox, ppg, smsc }: Ports, folder: string): string {
  return `${bearerboxGroups({ admin, smsbox, smsc, wapbox }, folder)}
group = wapbox
bearerbox-host = ${HOST}
log-file = "${folder}/wapbox.log"
log-level = 4

group = smsbox
bearerbox-host = ${HOST}

group = ppg
ppg-url = /wappush
ppg-port = ${ppg}
ppg-allow-ip = "${HOST}"
trusted-pi = false
users = 10
service-name = ppg
default-smsc = judge
global-sender = 15550001

group = wap-push-user
wap-push-user = ${USER}
ppg-username = ${USER}
ppg-password = ${PASSWORD}
allow-ip = "${HOST}"
`;
}
