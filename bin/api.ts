import { Client, Connection } from '@temporalio/client';
import type { Registry } from 'prom-client';
import { createApp } from '../api/app.ts';
import { inFrontOf, listen } from '../api/server.ts';
import { createRuns } from '../api/temporal.ts';
import { createTxtResolver } from '../api/txt-resolver.ts';
import { REPORTS_PREFIX } from '../bearers/pap/reports.ts';
import { PAGES_PREFIX } from '../console/dialogue/pages.ts';
import { PROVISIONING_PREFIX } from '../domain/context-url.ts';
import { DOCUMENT_PREFIX } from '../domain/document-link.ts';
import { openReports } from './bearers.ts';
import { type Config, loadConfig } from './config.ts';
import { createLog, describeError } from './logging.ts';
import { createMetrics, httpMetrics, orderMetrics, serveMetrics } from './metrics.ts';
import { openPages } from './pages.ts';
import { runMain, sayReady, stopRequested } from './process.ts';
import { loadProfileSigner } from './profile-signer.ts';
import { openStores } from './stores.ts';
import { connectionOptions } from './temporal.ts';
import { loadTls } from './tls.ts';

const KEYS = [
  'databaseUrl',
  'databaseConnections',
  'secretKey',
  'temporalAddress',
  'temporalNamespace',
  'taskQueue',
  'startConcurrency',
  'httpHost',
  'httpPort',
  'publicUrl',
  'linkLifeDays',
  'profileCert',
  'profileKey',
  'trustedProxies',
  'httpTlsCert',
  'httpTlsKey',
  'httpTlsClientCa',
  'dnsServers',
  'oauthIssuers',
  'rateReads',
  'rateOrders',
  'rateChanges',
  'rateReveals',
  'rateFailures',
  'maxBacklog',
  'maxOrdersPerPhoneAndDay',
  'retrySeconds',
  'retryMaxSeconds',
  'inDoubtSeconds',
  'metricsAddress',
  'logLevel',
] as const;
type ApiConfig = Pick<Config, (typeof KEYS)[number]>;

/** Wires the HTTP interface and the pages of subscribers, on one port. It accepts orders whether or not Temporal is there. */
await runMain(async () => {
  const config = loadConfig(process.env, KEYS);
  const log = createLog('api', config.logLevel);
  const connection = Connection.lazy(connectionOptions(config));
  const client = new Client({ connection, namespace: config.temporalNamespace });
  const { taskQueue, startConcurrency: concurrency } = config;
  const stores = openStores(config);
  const tls = await loadTls(config);
  const finish = await loadProfileSigner(config);
  const registry = createMetrics();
  const stopping = new AbortController();
  const runs = createRuns(client, { taskQueue, concurrency, log: log.warn });
  const app = openApp(config, { stores, runs, registry, log, connection, stopping: stopping.signal });
  const { answers, consentLinks: consents, documentLinks, contextDocuments } = stores;
  const pages = openPages(config, { answers, consents, documentLinks, contextDocuments, finish, runs, log });
  orderMetrics(registry, stores.openOrders);
  const figures = await serveMetrics(config.metricsAddress, registry);
  const fronts = new Map([
    [PAGES_PREFIX, pages.app.callback()],
    [DOCUMENT_PREFIX, pages.app.callback()],
    [PROVISIONING_PREFIX, pages.app.callback()],
    [REPORTS_PREFIX, openReports(stores, { runs, registry, log })],
  ]);
  const server = await listen(inFrontOf(fronts, app), { host: config.httpHost, port: config.httpPort, tls });
  sayReady({ url: server.url, metricsUrl: figures?.url });
  await stopRequested();
  stopping.abort();
  pages.close();
  await server.close();
  await figures?.close();
  await stores.close();
  await connection.close();
});

interface AppParts {
  readonly stores: ReturnType<typeof openStores>;
  readonly runs: ReturnType<typeof createRuns>;
  readonly registry: Registry;
  readonly log: ReturnType<typeof createLog>;
  readonly connection: Connection;
  readonly stopping: AbortSignal;
}

function openApp(config: ApiConfig, { stores, runs, registry, log, connection, stopping }: AppParts) {
  const observe = httpMetrics(registry);
  const app = createApp({
    stores,
    runs,
    log: (line) => {
      log.info({ ...line });
      if (line.event === 'request') observe(line);
    },
    settings: {
      oauthIssuers: config.oauthIssuers,
      rates: ratesOf(config),
      resolveTxt: createTxtResolver({ servers: config.dnsServers }),
      maxBacklog: config.maxBacklog,
      maxOrdersPerPhoneAndDay: config.maxOrdersPerPhoneAndDay,
      retryMs: config.retrySeconds * 1_000,
      maxRetryMs: config.retryMaxSeconds * 1_000,
      inDoubtMs: config.inDoubtSeconds * 1_000,
      stopping,
      publicUrl: config.publicUrl,
      signsProfiles: config.profileCert !== '',
      temporalProbe: () => probe(connection),
    },
  });
  app.on('error', (error, ctx) => {
    log.error({ event: 'request.unforeseen', correlator: ctx?.state.correlator, ...describeError(error) });
  });
  app.on('undeclared', (what) => log.warn({ event: 'request.undeclared', what }));
  return app;
}

function ratesOf(config: ApiConfig) {
  return {
    reads: config.rateReads,
    orders: config.rateOrders,
    changes: config.rateChanges,
    reveals: config.rateReveals,
    failures: config.rateFailures,
  };
}

/** Rejects when Temporal does not answer within a second. */
async function probe(connection: Connection): Promise<void> {
  await connection.withDeadline(Date.now() + 1_000, () => connection.healthService.check({}));
}
