import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { PapMessage } from '../codecs/pap-message.ts';
import { formatPap } from '../codecs/pap-write.ts';
import type { RadioPush } from './handset-settings.ts';
import { serveJson } from './json-server.ts';
import { ppgControlRoutes } from './ppg-control.ts';
import { CODE, destinationOf } from './ppg-judge.ts';
import { createPpgLog, type PpgLog } from './ppg-log.ts';
import { createNotifier } from './ppg-notify.ts';
import { cancelPush, createPushes, type Pushes, queryPush } from './ppg-pushes.ts';
import { faultOf, readRequest } from './ppg-request.ts';
import { createPushScript } from './ppg-script.ts';
import { createPushHandler, type Reply, type Submission } from './ppg-submits.ts';
import { readBody } from './read-body.ts';
import { createEmptyAir, createRadio } from './smsc-radio.ts';

const DEFAULTS = {
  host: '127.0.0.1',
  papPort: 0,
  controlPort: 0,
  name: '',
  user: 'wsi',
  logCap: 200_000,
  retryMs: 1_000,
  maxAttempts: 10,
} as const;

/** Where pushes are posted. */
const PATH = '/wappush';
/** Above any push. */
const MAX_BODY_OCTETS = 262_144;
/** What of a bad message is sent back. */
const MAX_FRAGMENT = 100;

export interface PpgOptions {
  readonly host?: string;
  /** 0, the default, for any free port; so for `controlPort`. */
  readonly papPort?: number;
  readonly controlPort?: number;
  /** Where the handsets are; without it every push is taken and read by nobody. */
  readonly handsetUrl?: string;
  /** The gateway's name in addresses; without it any will do. */
  readonly name?: string;
  readonly user?: string;
  /** Without it no credentials are asked for. */
  readonly password?: string;
  /** The ledger is appended to this file, a JSON object a line. */
  readonly logFile?: string;
  /** Entries of the ledger kept in memory; 200,000 by default. */
  readonly logCap?: number;
  /** Pause before a notification is sent again (milliseconds), and how often it is sent at most. */
  readonly retryMs?: number;
  readonly maxAttempts?: number;
}

export interface Ppg {
  readonly papPort: number;
  readonly controlPort: number;
  stop(): Promise<void>;
}

/**
 * Starts a virtual push proxy gateway: PAP 2.0 over HTTP on one port, its control on another. It takes what is to the
 * letter of the specifications and nothing else, and says in its ledger what was wrong.
 */
export async function createPpg(options: PpgOptions = {}): Promise<Ppg> {
  const settings = { ...DEFAULTS, ...options };
  const { host, name, handsetUrl } = settings;
  const stopping = new AbortController();
  const script = createPushScript();
  const log = await createPpgLog(settings.logCap, options.logFile);
  const radio = handsetUrl === undefined ? createEmptyAir() : createRadio<RadioPush>(handsetUrl, 'push');
  const pushes = createPushes();
  const notify = createNotifier({ ...settings, log, stopping: stopping.signal });
  const submitted = createPushHandler({ script, log, radio, pushes, name, notify, stopping: stopping.signal });
  const take = createTaker(settings, { log, pushes, submitted });
  const server = createServer((request, response) => {
    // A client that goes away while it sends is no news.
    take(request, response).catch(() => response.destroy());
  });
  // Initiators keep connections; closing one just as it is used again would leave a push in doubt.
  server.keepAliveTimeout = 60_000;
  server.listen(settings.papPort, host);
  await once(server, 'listening');
  const control = await serveJson(ppgControlRoutes({ log, script, pushes }), host, settings.controlPort);
  const address = server.address();

  const stop = async (): Promise<void> => {
    stopping.abort();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await Promise.all([closed, control.stop(), radio.stop()]);
    await log.stop();
  };
  let stopped: Promise<void> | undefined;
  return {
    papPort: typeof address === 'object' && address !== null ? address.port : settings.papPort,
    controlPort: control.port,
    async stop() {
      stopped ??= stop();
      await stopped;
    },
  };
}

interface PostedBody {
  readonly contentType: string;
  readonly body: Buffer;
  /** Whoever posted it has shown credentials. */
  readonly isAuthenticated: boolean;
}

interface TakerDeps {
  readonly log: PpgLog;
  readonly pushes: Pushes;
  readonly submitted: (submission: Submission) => void;
}

/** Makes the function that takes a request: who it is from, what it is, and to whom it goes. */
function createTaker(settings: { readonly user: string; readonly password?: string }, deps: TakerDeps) {
  const { log } = deps;
  const isAllowed = createGuard(settings);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, MAX_BODY_OCTETS);
    const reply = replyTo(response);
    if (request.url !== PATH || request.method !== 'POST') {
      refuse(log, reply, { status: request.url === PATH ? 405 : 404, fault: 'It is not a POST to /wappush' });
    } else if (!isAllowed(request.headers.authorization)) {
      response.setHeader('www-authenticate', 'Basic realm="ppg"');
      refuse(log, reply, { status: 401, fault: 'Its credentials are missing or wrong' });
    } else if (body === undefined) {
      refuse(log, reply, { status: 413, fault: `It is over ${MAX_BODY_OCTETS} octets` });
    } else {
      const contentType = request.headers['content-type'] ?? '';
      takeBody(deps, reply, { contentType, body, isAuthenticated: settings.password !== undefined });
    }
  };
}

function refuse(log: PpgLog, reply: Reply, { status, fault }: { status: number; fault: string }): void {
  const entry = log.add('request', { message: 'refused', fault });
  reply.answer(status, '');
  log.answered(entry, { status, code: null });
}

function takeBody({ log, pushes, submitted }: TakerDeps, reply: Reply, input: PostedBody): void {
  const request = readOrAnswer(log, reply, input);
  if (request === undefined) return;
  const { xml, message, content } = request;
  const entry = log.add('request', {
    message: message.type,
    xml,
    pushId: 'pushId' in message ? message.pushId : null,
    destination: 'addresses' in message ? (destinationOf(message) ?? null) : null,
    ...(content !== undefined && { contentHeaders: content.headers, content: content.octets.toString('hex') }),
  });
  if (message.type === 'push-message' && content !== undefined) {
    submitted({ message, content, entry, reply });
    return;
  }
  const answer = answerTo(message, pushes);
  reply.answer(202, formatPap(answer));
  log.answered(entry, { status: 202, code: codeOf(answer) });
}

/** What cannot be read is answered badmessage-response. */
function readOrAnswer(log: PpgLog, reply: Reply, { contentType, body, isAuthenticated }: PostedBody) {
  try {
    return readRequest(contentType, body, isAuthenticated);
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    const entry = log.add('request', { message: 'malformed', fault, xml: body.toString('latin1') });
    // Nothing but what every attribute can hold.
    const fragment = body.toString('latin1', 0, MAX_FRAGMENT).replaceAll(/[^\x20-\x7e]/g, '?');
    reply.answer(202, formatPap({ type: 'badmessage-response', code: CODE.badRequest, desc: fault, fragment }));
    log.answered(entry, { status: 202, code: CODE.badRequest });
    return undefined;
  }
}

function answerTo(message: PapMessage, pushes: Pushes): PapMessage {
  if (message.type === 'cancel-message') return cancelPush(pushes, message.pushId);
  if (message.type === 'statusquery-message') return queryPush(pushes, message.pushId);
  return { type: 'badmessage-response', code: CODE.badRequest, desc: 'Not for a gateway', fragment: message.type };
}

function codeOf(message: PapMessage): number | null {
  if ('results' in message) return message.results[0]?.code ?? null;
  return 'code' in message ? message.code : null;
}

function createGuard({ user, password }: { readonly user: string; readonly password?: string }) {
  const expected = Buffer.from(`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`);
  return (authorization = ''): boolean => {
    if (password === undefined) return true;
    const given = Buffer.from(authorization);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
}

function replyTo(response: ServerResponse): Reply {
  return {
    answer(status, body) {
      response.writeHead(status, body === '' ? {} : { 'content-type': 'application/xml' }).end(body);
    },
    drop: () => response.destroy(),
  };
}
