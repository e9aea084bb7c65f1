import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer, type PDU, type Session } from 'smpp';
import { environment } from './programs.ts';

/*
 * What Kannel's boxes need around them: an SMSC, free ports, a beginning and an end.
 */

export const HOST = '127.0.0.1';
export const START_MS = 15_000;

/** Answers binds and submits, and keeps the user data by destination. */
export function createSmsc() {
  const received = new Map<string, Uint8Array[]>();
  const sessions = new Set<Session>();
  const server = createServer((session) => {
    sessions.add(session);
    session.on('error', () => session.destroy());
    session.on('close', () => sessions.delete(session));
    session.on('pdu', (pdu: PDU) => {
      if (pdu.isResponse()) return;
      if (pdu.command === 'submit_sm') {
        const to = pdu.destination_addr ?? '';
        received.set(to, [...(received.get(to) ?? []), userDataOf(pdu)]);
      }
      session.send(pdu.response(pdu.command === 'submit_sm' ? { message_id: String(pdu.sequence_number) } : {}));
    });
  });
  return { server, sessions, received };
}

/** The library takes the header apart; put it together again. */
function userDataOf({ short_message: content }: PDU): Uint8Array {
  const header = Buffer.concat(content?.udh ?? []);
  return Uint8Array.from(Buffer.concat([Buffer.of(header.length), header, Buffer.from(content?.message ?? '')]));
}

export function run(program: string, config: string): ChildProcess {
  return spawn(program, ['-v', '4', config], { env: environment(), stdio: 'ignore' });
}

/** Asks to stop, and insists after a while. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await closed;
  clearTimeout(insist);
}

export async function within(ms: number, what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Waited ${ms} ms for ${what} in vain`);
    await sleep(20);
  }
}

export async function isListening(port: number): Promise<boolean> {
  try {
    await fetch(`http://${HOST}:${port}/`);
    return true;
  } catch {
    return false;
  }
}

/** Ports that are free now, by name. */
export async function freePorts<N extends string>(...names: readonly N[]): Promise<Record<N, number>> {
  const servers = names.map(() => createTcpServer());
  for (const server of servers) {
    server.listen(0, HOST);
    await once(server, 'listening');
  }
  const ports = servers.map(portOf);
  for (const server of servers) {
    server.close();
    await once(server, 'close');
  }
  return Object.fromEntries(names.map((name, i) => [name, ports[i]])) as Record<N, number>;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

interface BearerboxPorts {
  readonly admin: number;
  readonly smsbox: number;
  readonly smsc: number;
  /** For its gateway. */
  readonly wapbox?: number;
}

/** The groups of a configuration that bearerbox reads: itself, and our SMSC. */
export function bearerboxGroups({ admin, smsbox, smsc, wapbox }: BearerboxPorts, folder: string): string {
  return `group = core
admin-port = ${admin}
admin-interface = ${HOST}
admin-password = judge
smsbox-port = ${smsbox}
smsbox-interface = ${HOST}
${wapbox === undefined ? '' : `wapbox-port = ${wapbox}\n`}box-deny-ip = "*.*.*.*"
box-allow-ip = "${HOST}"
log-file = "${folder}/bearerbox.log"
log-level = 4

group = smsc
smsc = smpp
smsc-id = judge
host = ${HOST}
port = ${smsc}
transceiver-mode = true
smsc-username = judge
smsc-password = judge
system-type = ""
enquire-link-interval = 60
`;
}
