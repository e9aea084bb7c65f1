import Koa from 'koa';
import { DEFAULT_RATES, type RateSettings } from '../domain/rate.ts';
import { type AcceptSettings, createAcceptOrder } from './accept-order.ts';
import { createRequireAllowedAnswers } from './allowed-answers.ts';
import { approvalRoutes } from './approvals.ts';
import { auditRoutes } from './audit.ts';
import { createAuthenticate } from './authenticate.ts';
import { bearerRoutes } from './bearers.ts';
import { chargeRoutes } from './charges.ts';
import { clientRoutes } from './clients.ts';
import { consentRoutes } from './consents.ts';
import type { ApiMiddleware, FailureLine, RequestLine, RequestState } from './context.ts';
import { contextTransferRoutes } from './context-transfers.ts';
import { contextRoutes } from './contexts.ts';
import { definitionLifeRoutes } from './definition-lives.ts';
import { definitionRegistrationRoutes } from './definition-registration.ts';
import { definitionRoutes } from './definitions.ts';
import { deviceImportRoutes } from './device-imports.ts';
import { deviceQueueRoutes } from './device-queue.ts';
import { deviceRoutes } from './devices.ts';
import { createFailureGuard } from './failure-guard.ts';
import { healthRoutes } from './health.ts';
import { createTokenCheck } from './oauth.ts';
import type { OauthIssuer } from './oauth-issuers.ts';
import { openApiRoute } from './openapi-route.ts';
import { orderActionRoutes } from './order-actions.ts';
import { orderDocumentRoutes } from './order-documents.ts';
import { orderLimits } from './order-limits.ts';
import { orderLinkRoutes } from './order-links.ts';
import { orderPinRoutes } from './order-pins.ts';
import { orderRoutes } from './orders.ts';
import { ownClientRoutes } from './own-client.ts';
import { domainRoutes, ownTenantRoutes } from './own-tenant.ts';
import { planRoutes } from './plans.ts';
import { previewRoutes } from './preview.ts';
import { problemPageRoutes } from './problem-pages.ts';
import { problems } from './problems.ts';
import { createRateCounter } from './rate-counter.ts';
import { createRateLimit } from './rate-limit.ts';
import { referenceRoutes } from './reference.ts';
import { createRegistrationCheck } from './registration.ts';
import { requestLog, requireCorrelator } from './request-log.ts';
import type { Route } from './route.ts';
import { serveRoutes } from './router.ts';
import { sightingRoutes } from './sightings.ts';
import { signingRoutes } from './signing.ts';
import { smartCardRoutes } from './smart-card.ts';
import type { ApiStores, ResolveTxt, Runs } from './stores.ts';
import { tenantRoutes } from './tenants.ts';
import { createTxtResolver } from './txt-resolver.ts';

/** What an installation decides about the HTTP interface, beside `AcceptSettings`. */
interface AppSettings extends AcceptSettings {
  /** Rejects when Temporal does not answer; for readiness. */
  readonly temporalProbe: () => Promise<void>;
  /** Where users reach our pages, without a slash at the end. */
  readonly publicUrl: string;
  /** Looks up what proves a domain; by the system's DNS servers when absent. */
  readonly resolveTxt?: ResolveTxt;
  /** Requests a minute; `DEFAULT_RATES` for what is absent. */
  readonly rates?: Partial<RateSettings>;
  /** Authorization servers whose tokens let clients in; none when absent. */
  readonly oauthIssuers?: readonly OauthIssuer[];
  /** Aborted when the process is about to end: nobody is kept waiting then. */
  readonly stopping?: AbortSignal;
  /** Most octets of a request's body; 65,536 when absent. */
  readonly maxBodyOctets?: number;
}

export interface AppDeps {
  readonly stores: ApiStores;
  readonly runs: Runs;
  readonly log: (line: RequestLine | FailureLine) => void;
  readonly settings: AppSettings;
}

const MAX_BODY_OCTETS = 65_536;

/**
 * Makes the HTTP interface; it does not listen. Unforeseen errors go to its `error` event; what a route answers and did
 * not declare goes to `undeclared`, in words.
 *
 * @throws Error when a route is not fully declared
 */
export function createApp(deps: AppDeps): Koa<RequestState> {
  return serveApp(createRoutes(deps), deps);
}

/** The HTTP interface with these routes: apart from `createApp`, so that a test may spoil one. */
export function serveApp(routes: readonly Route[], { stores, log, settings }: AppDeps): Koa<RequestState> {
  const app = new Koa<RequestState>();
  app.use(ignoreLostCaller).use(requestLog(log)).use(problems(log)).use(requireCorrelator);
  const count = createRateCounter(stores.rates);
  const rates = { ...DEFAULT_RATES, ...settings.rates };
  serveRoutes(app, routes, {
    authenticate: createAuthenticate({
      clients: stores.clients,
      checkToken: createTokenCheck(settings.oauthIssuers ?? []),
      failures: createFailureGuard(count, rates.failures),
    }),
    rateLimit: createRateLimit(count, rates),
    maxBodyOctets: settings.maxBodyOctets ?? MAX_BODY_OCTETS,
  });
  return app;
}

/** Koa takes a connection that ends early for a failure of the app; nobody is left to be answered, and nothing is wrong. */
const ignoreLostCaller: ApiMiddleware = async (ctx, next) => {
  const onerror = ctx.onerror.bind(ctx);
  Object.assign(ctx, {
    onerror: (error: Error) => {
      if (!ctx.req.socket.destroyed) onerror(error);
    },
  });
  await next();
};

function absent(): never {
  throw new Error('Cannot call a route that is only documented');
}

/** The routes as they are declared, for documentation: none of them can be called. */
export function documentedRoutes(): Route[] {
  const anything: ApiStores = new Proxy(Object.create(null), { get: () => new Proxy(absent, { get: () => absent }) });
  const settings = {
    maxBacklog: 0,
    maxOrdersPerPhoneAndDay: 0,
    retryMs: 1,
    maxRetryMs: 1,
    inDoubtMs: 1,
    temporalProbe: absent,
    publicUrl: '',
  };
  return createRoutes({ stores: anything, runs: { start: absent, tell: absent }, settings });
}

/** All there is to call. */
export function createRoutes({ stores, runs, settings }: Omit<AppDeps, 'log'>): Route[] {
  const { orders } = stores;
  const checkRegistration = createRegistrationCheck(stores, settings.oauthIssuers ?? []);
  const routes: Route[] = [
    ...healthRoutes({ database: stores.probe, temporal: settings.temporalProbe }),
    ...deviceRoutes(stores),
    ...deviceQueueRoutes(stores),
    ...deviceImportRoutes(stores),
    ...contextRoutes(stores),
    ...contextTransferRoutes(stores.contextTransfers),
    ...consentRoutes(stores),
    ...bearerRoutes(stores),
    ...sightingRoutes({ sightings: stores.sightings, runs }),
    ...tenantRoutes({ ...stores, checkRegistration }),
    ...ownTenantRoutes(stores),
    ...signingRoutes(stores),
    ...domainRoutes(stores, settings.resolveTxt ?? createTxtResolver({ servers: [] })),
    ...clientRoutes({ ...stores, checkRegistration }),
    ...ownClientRoutes(stores.credentials),
    ...definitionRoutes(stores.definitions),
    ...definitionRegistrationRoutes(stores.definitions),
    ...definitionLifeRoutes(stores),
    ...approvalRoutes(stores.definitions),
    ...previewRoutes({ stores, settings }),
    ...planRoutes({ stores, settings }),
    ...orderRoutes({ orders, acceptOrder: createAcceptOrder({ stores, runs, settings }), stopping: settings.stopping }),
    ...orderActionRoutes({
      orders,
      runs,
      publicUrl: settings.publicUrl,
      requireAllowedAnswers: createRequireAllowedAnswers(stores),
      limitsOf: (tenantId) => orderLimits(stores, settings, tenantId),
    }),
    ...orderDocumentRoutes(stores),
    ...smartCardRoutes(stores),
    ...orderLinkRoutes({ links: stores.links, publicUrl: settings.publicUrl }),
    ...orderPinRoutes(stores),
    ...chargeRoutes(stores.charges),
    ...auditRoutes(stores),
    openApiRoute(() => routes),
    ...problemPageRoutes(),
    ...referenceRoutes(),
  ];
  return routes;
}
