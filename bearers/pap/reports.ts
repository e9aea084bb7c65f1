import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { MAX_PAP } from '../../codecs/pap-read.ts';
import type { BearerListener } from '../../domain/bearer.ts';
import type { StoredBearer } from '../../domain/bearer-pool.ts';
import { ProvisioningError } from '../../domain/errors.ts';
import type { PapLog } from './gateway-event.ts';
import { createPapNotifications } from './notifications.ts';
import { resolvePapOptions } from './options.ts';
import { parsePapUrl } from './url.ts';

/** Where gateways report on this server. What a proxy puts before it is in the public URL. */
export const REPORTS_PREFIX = '/pap/';
const PATH = /^\/pap\/([a-z][a-z0-9-]{0,39})\/([A-Za-z0-9_-]{1,100})$/;

export interface ReportsDeps {
  /** Undefined when no bearer has this name. */
  readonly find: (bearer: string) => Promise<StoredBearer | undefined>;
  /** What only the gateway of a bearer was told. */
  readonly tokenOf: (bearer: string) => string;
  readonly listener: Pick<BearerListener, 'receiptArrived'>;
  readonly log: PapLog;
  /** Told of what nobody foresaw. */
  readonly failed: (error: unknown) => void;
}

/** The place where a gateway is to report results. */
export function reportUrl(publicUrl: string, bearer: string, token: string): string {
  return `${publicUrl.replace(/\/$/, '')}${REPORTS_PREFIX}${bearer}/${token}`;
}

/**
 * Takes the result notifications of all gateways (WAP-247-PAP §8.4). Whatever is wrong with the address, the answer is the
 * same 404.
 */
export function createPapReports(deps: ReportsDeps): RequestListener {
  return (request, response) => {
    serve(deps, request, response).catch((error: unknown) => {
      deps.failed(error);
      // The gateway asks again.
      if (!response.headersSent) response.writeHead(503);
      response.end();
    });
  };
}

async function serve(deps: ReportsDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, name = '', token = ''] = PATH.exec(request.url ?? '') ?? [];
  const body = await readBody(request);
  const notify = request.method === 'POST' && name !== '' ? await notificationsOf(deps, name) : undefined;
  const answer = notify === undefined ? NOT_FOUND : await notify({ token, body });
  response.writeHead(answer.status, { ...answer.headers, 'cache-control': 'no-store' });
  response.end(answer.body);
}

const NOT_FOUND = { status: 404, headers: {}, body: '' };

async function notificationsOf({ find, tokenOf, listener, log }: ReportsDeps, name: string) {
  const bearer = await find(name);
  if (bearer?.kind !== 'pap') return undefined;
  const { initiator } = resolvePapOptions(parsePapUrl(bearer.url));
  return createPapNotifications({ name, initiator, credentials: { token: tokenOf(name) } }, { listener, log });
}

/** One octet more than is read, so that what is too long shows. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new ProvisioningError('request_malformed', 'Cannot read the body');
    length += chunk.length;
    if (length <= MAX_PAP) chunks.push(chunk);
  }
  return length <= MAX_PAP ? Buffer.concat(chunks) : Buffer.alloc(MAX_PAP + 1);
}
