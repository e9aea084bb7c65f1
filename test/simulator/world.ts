import { type EventEmitter, once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';
import { connect } from 'smpp';
import type { Handset } from '../../simulator/handset.ts';
import { createHandsets, type HandsetsOptions } from '../../simulator/handsets.ts';
import { createSmsc, type SmscOptions } from '../../simulator/smsc.ts';
import type { Deliveries } from '../../simulator/smsc-deliveries.ts';
import type { LogEntry } from '../../simulator/smsc-log.ts';
import type { SmscSession } from '../../simulator/smsc-session.ts';

type Fields = Record<string, unknown>;
type Caller = ReturnType<typeof createCaller>;
type HandsetView = ReturnType<Handset['view']> & { documents: { xml: string }[] };
type Sessions = { sessions: ReturnType<SmscSession['view']>[]; deliveries: ReturnType<Deliveries['view']> };

/** A PDU as the package `smpp` decodes it, as far as the tests look. */
interface ClientPdu {
  response(fields?: Fields): unknown;
  command: string;
  command_status: number;
  sequence_number: number;
  message_id?: string;
  source_addr?: string;
  destination_addr?: string;
  esm_class?: number;
  data_coding?: number;
  short_message?: { message: string | Buffer; udh?: Buffer[] };
  receipted_message_id?: string;
  message_state?: number;
  user_message_reference?: number;
}

/** A session of the package has a method for every command. */
type PackageSession = EventEmitter &
  Record<string, (fields: Fields, answered?: (pdu: ClientPdu) => void) => void> & {
    send(pdu: unknown): void;
    destroy(): void;
  };

/** A client session of the package: another code base than the server under test. */
export interface Client {
  /** Sends a request; resolves with its answer. */
  ask(command: string, fields?: Fields): Promise<ClientPdu>;
  /** Sends a request whose answer is not waited for. */
  tell(command: string, fields?: Fields): void;
  /** Every deliver_sm so far. */
  readonly delivered: ClientPdu[];
  /** Resolves with the n-th deliver_sm (from 1). */
  deliveredNth(n: number): Promise<ClientPdu>;
  /** How the next deliver_sm are answered: a status, or never. */
  answerDeliveries(with_: number | 'never'): void;
  readonly seen: string[];
  readonly closed: Promise<unknown>;
  isClosed(): boolean;
  close(): void;
}

export const SYSTEM_ID = 'wsi';
export const PASSWORD = 'pass';

/** Starts an SMSC for as long as the test runs. It sends again soon what is refused, and gives up on an answer in tests of that. */
export async function startSmsc(t: ExecutionContext, options: SmscOptions = {}) {
  const smsc = await createSmsc({ password: PASSWORD, retryMs: 20, answerMs: 60_000, ...options });
  t.teardown(() => smsc.stop());
  const control = createCaller(`http://127.0.0.1:${smsc.controlPort}`);
  return {
    ...smsc,
    control,
    log: async () => (await control<LogEntry[]>('GET', '/log')).body,
    sessions: async () => (await control<Sessions>('GET', '/sessions')).body,
  };
}

export async function startHandsets(t: ExecutionContext, options: HandsetsOptions = {}) {
  const handsets = await createHandsets(options);
  t.teardown(() => handsets.stop());
  const url = `http://127.0.0.1:${handsets.port}`;
  const call = createCaller(url);
  return { ...handsets, url, call, view: (msisdn: string) => viewHandset(call, msisdn) };
}

/** Everything that a handset holds. */
export async function viewHandset(call: Caller, msisdn: string): Promise<HandsetView> {
  return (await call<HandsetView>('GET', `/handsets/${msisdn}`)).body;
}

/** Calls a JSON interface; `body` undefined sends none. */
export function createCaller(base: string) {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names the form that the test expects of the body
  return async <T = unknown>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> => {
    const response = await fetch(base + path, {
      method,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: json ? JSON.parse(text) : text };
  };
}

/** Connects a client without binding it. */
export async function connectClient(t: ExecutionContext, port: number): Promise<Client> {
  const session = connect({ host: '127.0.0.1', port }) as unknown as PackageSession;
  const delivered: ClientPdu[] = [];
  const seen: string[] = [];
  const waiters: (() => void)[] = [];
  let answer: number | 'never' = 0;
  let isClosed = false;
  session.on('error', () => session.destroy());
  session.on('pdu', (pdu: ClientPdu) => {
    seen.push(pdu.command);
    if (pdu.command === 'enquire_link' || pdu.command === 'unbind') session.send(pdu.response());
    if (pdu.command !== 'deliver_sm') return;
    delivered.push(pdu);
    if (answer !== 'never') session.send(pdu.response({ command_status: answer }));
    for (const wake of waiters.splice(0)) wake();
  });
  const closed = new Promise<void>((resolve) => {
    session.on('close', () => {
      isClosed = true;
      resolve();
    });
  });
  t.teardown(() => session.destroy());
  await once(session, 'connect');
  return {
    ask: (command, fields = {}) => new Promise((resolve) => session[command]!(fields, resolve)),
    tell: (command, fields = {}) => session[command]!(fields),
    delivered,
    async deliveredNth(n) {
      while (delivered.length < n) await new Promise<void>((wake) => waiters.push(wake));
      return delivered[n - 1]!;
    },
    answerDeliveries(with_) {
      answer = with_;
    },
    seen,
    closed,
    isClosed: () => isClosed,
    close: () => session.destroy(),
  };
}

/** Connects and binds a client. */
export async function bindClient(t: ExecutionContext, port: number, mode = 'transceiver'): Promise<Client> {
  const client = await connectClient(t, port);
  const answer = await client.ask(`bind_${mode}`, {
    system_id: SYSTEM_ID,
    password: PASSWORD,
    interface_version: 0x34,
  });
  t.is(answer.command_status, 0);
  return client;
}

/** A plain socket, for what no client would send. */
export async function connectRaw(t: ExecutionContext, port: number): Promise<Socket> {
  const socket = connectSocket({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Fields of a submit_sm to `destination`, receipt asked for. */
export function submit(destination: string, fields: Fields = {}): Fields {
  return {
    source_addr: '5555',
    dest_addr_ton: 1,
    dest_addr_npi: 1,
    destination_addr: destination,
    registered_delivery: 1,
    data_coding: 4,
    short_message: Buffer.from('00', 'hex'),
    ...fields,
  };
}

/** Waits until `probe` gives something true. */
export async function eventually<T>(probe: () => T | Promise<T>): Promise<T> {
  for (;;) {
    const value = await probe();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
