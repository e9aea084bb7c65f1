import Koa, { type Middleware } from 'koa';
import { PROVISIONING_PREFIX } from '../../domain/context-url.ts';
import { DOCUMENT_PREFIX } from '../../domain/document-link.ts';
import { ProvisioningError } from '../../domain/errors.ts';
import { ASSETS, type Asset } from './assets.ts';
import { renderNotice } from './frame.ts';
import { createLinks, type LinkDeps, type Links } from './links.ts';
import { noticeLanguage, type PageContext, type PageState, sendPage } from './page-context.ts';
import { refuseMethod } from './refuse-method.ts';

/** One line a request. The path is not in it: it holds the token. */
type PageLine = {
  readonly event: 'page';
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  /** Of the order that the link leads to. */
  readonly orderId: string | null;
};

/** An unforeseen failure; the error itself goes to the app's `error` event. */
type PageFailureLine = {
  readonly event: 'page.failed';
  readonly route: string;
  /** The class of the error, never its text, which may quote data. */
  readonly error: string;
};

export interface PagesDeps extends LinkDeps {
  readonly log: (line: PageLine | PageFailureLine) => void;
}

export interface Pages {
  readonly app: Koa;
  /** Ends what stays open by itself: connections of pages that are followed. */
  close(): void;
}

/** Where our pages are on this server. What a proxy puts before it is in the settings' `publicUrl`. */
export const PAGES_PREFIX = '/a/';

/** What is served here. */
const PREFIXES = [PAGES_PREFIX, DOCUMENT_PREFIX, PROVISIONING_PREFIX];

/** Seconds that a style sheet or script may be kept; its address changes with it. */
const ASSET_SECONDS = 86_400;

/** Nothing from elsewhere, nothing inline, no frame around it, no address given away, nothing kept. */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; " +
    "frame-ancestors 'none'; base-uri 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex, nofollow',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** Makes the subscriber's pages and serves documents to their phones; it does not listen. Unforeseen errors go to its `error` event. */
export function createPages(deps: PagesDeps): Pages {
  const app = new Koa<PageState>();
  const links = createLinks(deps);
  app
    .use(ignoreLostReader)
    .use(accessLog(deps.log))
    .use(failures(deps, links.base))
    .use((ctx) => serve(ctx, links));
  return { app, close: () => links.close() };
}

/** Koa takes a connection that ends early for a failure; nobody is left to be answered, and nothing is wrong. */
const ignoreLostReader: Middleware<PageState> = async (ctx, next) => {
  const onerror = ctx.onerror.bind(ctx);
  Object.assign(ctx, {
    onerror: (error: Error) => {
      if (!ctx.req.socket.destroyed) onerror(error);
    },
  });
  await next();
};

function accessLog(log: PagesDeps['log']): Middleware<PageState> {
  return async (ctx, next) => {
    const started = performance.now();
    ctx.state.route = `${PREFIXES.find((prefix) => ctx.path.startsWith(prefix)) ?? PAGES_PREFIX}*`;
    ctx.set(HEADERS);
    await next();
    log({
      event: 'page',
      method: ctx.method,
      route: ctx.state.route,
      status: ctx.status,
      ms: Math.round((performance.now() - started) * 10) / 10,
      orderId: ctx.state.orderId ?? null,
    });
  };
}

function failures({ log }: PagesDeps, base: string): Middleware<PageState> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const isAway = error instanceof ProvisioningError && error.code === 'service_unavailable';
      if (isAway) ctx.set('Retry-After', '5');
      sendPage(ctx, isAway ? 503 : 500, renderNotice(noticeLanguage(ctx), base, 'failurePage'));
      log({
        event: 'page.failed',
        route: ctx.state.route,
        error: error instanceof Error ? error.name : typeof error,
      });
      if (!isAway) ctx.app.emit('error', error, ctx);
    }
  };
}

async function serve(ctx: PageContext, links: Links): Promise<void> {
  if (ctx.path.startsWith(DOCUMENT_PREFIX)) return serveDocument(ctx, links);
  if (ctx.path.startsWith(PROVISIONING_PREFIX)) return serveContext(ctx, links);
  const asset = ASSETS.find(({ name }) => ctx.path === PAGES_PREFIX + name);
  if (asset !== undefined) return serveAsset(ctx, asset);
  const withdrawal = /^\/a\/w\/([^/]+)$/.exec(ctx.path)?.[1];
  return withdrawal === undefined ? serveQuestion(ctx, links) : serveWithdrawal(ctx, links, withdrawal);
}

async function serveQuestion(ctx: PageContext, links: Links): Promise<void> {
  // What has not the form of a link is looked for like one, so that it takes as long.
  const [, token = ctx.path, events] = /^\/a\/([^/]+)(\/events)?$/.exec(ctx.path) ?? [];
  if (token !== ctx.path) ctx.state.route = `${PAGES_PREFIX}:token${events ?? ''}`;
  const methods = events === undefined ? ['GET', 'HEAD', 'POST'] : ['GET'];
  if (!methods.includes(ctx.method)) return refuseMethod(ctx, methods);
  if (ctx.method === 'POST') return links.take(ctx, token);
  return events === undefined ? links.show(ctx, token) : links.follow(ctx, token);
}

async function serveDocument(ctx: PageContext, links: Links): Promise<void> {
  const [, token = ctx.path] = /^\/p\/([^/]+)$/.exec(ctx.path) ?? [];
  if (token !== ctx.path) ctx.state.route = `${DOCUMENT_PREFIX}:token`;
  const methods = ['GET', 'HEAD', 'POST'];
  return methods.includes(ctx.method) ? links.document(ctx, token) : refuseMethod(ctx, methods);
}

async function serveContext(ctx: PageContext, links: Links): Promise<void> {
  const [, token = ctx.path] = /^\/tps\/([^/]+)$/.exec(ctx.path) ?? [];
  if (token !== ctx.path) ctx.state.route = `${PROVISIONING_PREFIX}:token`;
  return links.context(ctx, token);
}

async function serveWithdrawal(ctx: PageContext, { withdrawals }: Links, token: string): Promise<void> {
  ctx.state.route = `${PAGES_PREFIX}w/:token`;
  if (ctx.method === 'POST') return withdrawals.take(ctx, token);
  if (ctx.method === 'GET' || ctx.method === 'HEAD') return withdrawals.show(ctx, token);
  return refuseMethod(ctx, ['GET', 'HEAD', 'POST']);
}

function serveAsset(ctx: PageContext, { name, type, body }: Asset): void {
  ctx.state.route = PAGES_PREFIX + name;
  if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return refuseMethod(ctx, ['GET', 'HEAD']);
  ctx.set('Cache-Control', `public, max-age=${ASSET_SECONDS}`);
  ctx.body = body;
  ctx.type = type;
}
