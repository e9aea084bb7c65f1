import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { RequestError } from './parse-input.ts';
import { readBody } from './read-body.ts';

/** Far above any script or message, small enough to hold many. */
const MAX_BODY_OCTETS = 1_048_576;
const FORM = 'application/x-www-form-urlencoded';

export interface JsonRequest {
  /** What the groups of the route's path matched, percent-decoded. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  /** The parsed body, JSON or the fields of a form; undefined when the request had none. */
  readonly body: unknown;
}

export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: RegExp;
  /** A string is answered as plain text, a page as HTML, undefined as 204, all else as JSON. */
  readonly handle: (request: JsonRequest) => unknown;
}

/** What is answered to a browser: a page, or where to look for one. */
export class Page {
  readonly html: string;
  /** The one script in it that may run. */
  readonly script: string;
  readonly location: string | undefined;

  constructor(content: { readonly html: string; readonly script: string } | { readonly location: string }) {
    this.html = 'html' in content ? content.html : '';
    this.script = 'script' in content ? content.script : '';
    this.location = 'location' in content ? content.location : undefined;
  }
}

export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves the routes as JSON over HTTP on one address.
 *
 * Wrong input is answered 400, an unknown path 404, a known path with another method 405, each with `{error}`.
 *
 * @param port - 0 for any free port
 */
export async function serveJson(routes: readonly Route[], host: string, port: number): Promise<RunningServer> {
  const server = createServer((request, response) => {
    answer(routes, request).then(
      (result) => reply(response, result === undefined ? 204 : 200, result),
      (error: unknown) => {
        if (error instanceof RequestError) reply(response, error.status, { error: error.message });
        else reply(response, 500, { error: error instanceof Error ? error.message : 'Unknown failure' });
      },
    );
  });
  // Callers keep connections; closing one just as it is used again would look like a fault of the radio.
  server.keepAliveTimeout = 60_000;
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(routes: readonly Route[], request: IncomingMessage): Promise<unknown> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const fits = routes.filter((route) => route.path.test(path));
  if (fits.length === 0) throw new RequestError(404, `Nothing is at ${path}`);
  const route = fits.find(({ method }) => method === request.method);
  if (route === undefined) throw new RequestError(405, `Cannot ${request.method} ${path}`);
  const body = await parseBody(request);
  const params = (route.path.exec(path) ?? []).slice(1).map(decodePathPart);
  return await route.handle({ params, query: new URLSearchParams(query), body });
}

async function parseBody(request: IncomingMessage): Promise<unknown> {
  const octets = await readBody(request, MAX_BODY_OCTETS);
  if (octets === undefined) throw new RequestError(400, `Cannot take a body over ${MAX_BODY_OCTETS} octets`);
  if (octets.length === 0) return undefined;
  const text = octets.toString('utf8');
  // curl -d says "form" of whatever it sends: JSON is told by how it begins, which no field's name does here.
  const isForm = request.headers['content-type'] === FORM && !text.startsWith('{');
  if (isForm) return Object.fromEntries(new URLSearchParams(text));
  try {
    const body: unknown = JSON.parse(text);
    return body;
  } catch {
    throw new RequestError(400, 'Cannot read body: expected JSON');
  }
}

function decodePathPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RequestError(400, 'Cannot read path: expected percent-encoded UTF-8');
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  if (body instanceof Page) {
    replyToBrowser(response, body);
    return;
  }
  const text = typeof body === 'string';
  const octets = Buffer.from(text ? body : JSON.stringify(body));
  response.writeHead(status, {
    'content-type': text ? 'text/plain; charset=utf-8' : 'application/json',
    'content-length': octets.length,
  });
  response.end(octets);
}

function replyToBrowser(response: ServerResponse, { html, script, location }: Page): void {
  if (location !== undefined) {
    response.writeHead(303, { location }).end();
    return;
  }
  const hash = createHash('sha256').update(script).digest('base64');
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; form-action 'self'`,
    'cache-control': 'no-store',
  });
  response.end(html);
}
