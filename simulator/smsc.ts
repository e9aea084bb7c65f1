import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { serveJson } from './json-server.ts';
import { controlRoutes } from './smsc-control.ts';
import { createDeliveries } from './smsc-deliveries.ts';
import { createLog } from './smsc-log.ts';
import { createMessageNumbers } from './smsc-message-id.ts';
import { createEmptyAir, createRadio } from './smsc-radio.ts';
import { createScript, type IdForm } from './smsc-script.ts';
import { createSession, type SessionEvents, type SmscSession, STATUS } from './smsc-session.ts';
import { createSubmitHandler } from './smsc-submits.ts';

const DEFAULTS = {
  host: '127.0.0.1',
  smppPort: 0,
  controlPort: 0,
  systemId: 'wsi',
  logCap: 200_000,
  messageIdForm: 'text',
  echoReference: false,
  enquireLinkMs: 30_000,
  bindMs: 30_000,
  answerMs: 10_000,
  retryMs: 1_000,
  maxAttempts: 10,
} as const;

/** Longest wait for clients to answer the unbind of a stop. */
const FAREWELL_MS = 300;
const MAX_SESSIONS = 1_000;

export interface SmscOptions {
  readonly host?: string;
  /** 0, the default, for any free port; so for `controlPort`. */
  readonly smppPort?: number;
  readonly controlPort?: number;
  /** Where the handsets are; without it every message is taken and read by nobody. */
  readonly handsetUrl?: string;
  readonly systemId?: string;
  /** Without it any password will do. */
  readonly password?: string;
  /** The ledger is appended to this file, a JSON object a line. */
  readonly logFile?: string;
  /** Entries of the ledger kept in memory; 200,000 by default. */
  readonly logCap?: number;
  /** Form of message ids in responses, `text` by default, and in receipts, where it is the same by default. */
  readonly messageIdForm?: IdForm;
  readonly receiptIdForm?: IdForm;
  /** Receipts carry the user_message_reference of the message. */
  readonly echoReference?: boolean;
  /** Between two enquire_links to a client, in milliseconds; two without a sign of life drop it. */
  readonly enquireLinkMs?: number;
  /** Time a connection has for its bind, in milliseconds. */
  readonly bindMs?: number;
  /** Wait for deliver_sm_resp, pause before a deliver_sm is sent again (milliseconds), and how often it is sent. */
  readonly answerMs?: number;
  readonly retryMs?: number;
  readonly maxAttempts?: number;
}

export interface Smsc {
  readonly smppPort: number;
  readonly controlPort: number;
  /** Unbinds the clients, then closes everything; takes less than a second. */
  stop(): Promise<void>;
}

/** Starts a virtual SMSC: SMPP 3.4 on one port, its control over HTTP on another. */
export async function createSmsc(options: SmscOptions = {}): Promise<Smsc> {
  const settings = { ...DEFAULTS, ...options };
  const sessions = new Set<SmscSession>();
  const stopping = new AbortController();
  const script = createScript();
  const log = await createLog(settings.logCap, options.logFile);
  const radio = options.handsetUrl === undefined ? createEmptyAir() : createRadio(options.handsetUrl);
  const deliveries = createDeliveries(sessions, settings);
  const gate = createGate(settings);
  const submitted = createSubmitHandler({
    script,
    log,
    radio,
    deliveries,
    nextNumber: createMessageNumbers(),
    idForms: { response: settings.messageIdForm, receipt: settings.receiptIdForm ?? settings.messageIdForm },
    echoReference: settings.echoReference,
    stopping: stopping.signal,
  });
  const listener = createListener(sessions, settings, {
    authenticate: (givenId, givenPassword) => gate.authenticate(givenId, givenPassword),
    bound: deliveries.flush,
    submitted,
  });
  const smppPort = await listen(listener, settings.host, settings.smppPort);
  const routes = controlRoutes({ log, script, deliveries, sessions, refuseBinds: (status) => gate.refuse(status) });
  const control = await serveJson(routes, settings.host, settings.controlPort);

  const stop = async (): Promise<void> => {
    stopping.abort();
    deliveries.stop();
    await closeListener(listener, sessions);
    await Promise.all([control.stop(), radio.stop()]);
    await log.stop();
  };
  let stopped: Promise<void> | undefined;
  return {
    smppPort,
    controlPort: control.port,
    async stop() {
      stopped ??= stop();
      await stopped;
    },
  };
}

/** Decides who may bind. */
function createGate({ systemId, password }: { systemId: string; password?: string }) {
  let refusal: number = STATUS.ok;
  return {
    authenticate(givenId: string, givenPassword: string): number {
      if (refusal !== STATUS.ok) return refusal;
      if (givenId !== systemId) return STATUS.invalidSystemId;
      return password !== undefined && givenPassword !== password ? STATUS.invalidPassword : STATUS.ok;
    },
    refuse(status: number): void {
      refusal = status;
    },
  };
}

function createListener(
  sessions: Set<SmscSession>,
  times: { enquireLinkMs: number; bindMs: number; answerMs: number },
  events: Omit<SessionEvents, 'closed'>,
): Server {
  let lastId = 0;
  return createServer((socket: Socket) => {
    if (sessions.size >= MAX_SESSIONS) {
      socket.destroy();
      return;
    }
    lastId += 1;
    const withClose = { ...events, closed: (session: SmscSession) => sessions.delete(session) };
    sessions.add(createSession(socket, lastId, { events: withClose, times }));
  });
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function closeListener(listener: Server, sessions: ReadonlySet<SmscSession>): Promise<void> {
  const closed = once(listener, 'close');
  listener.close();
  for (const session of sessions) session.close('unbind');
  const farewell = setTimeout(() => {
    for (const session of sessions) session.close('drop');
  }, FAREWELL_MS);
  await closed;
  clearTimeout(farewell);
}
