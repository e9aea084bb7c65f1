import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Registry } from 'prom-client';
import { createAskGateways } from '../activities/ask-gateways.ts';
import { createInbound, createTakeReceipt, type InboundDeps } from '../activities/inbound.ts';
import { createLateAnswers } from '../activities/late-answers.ts';
import type { ReadAnswers } from '../activities/replies.ts';
import { createSendParts } from '../activities/send-parts.ts';
import { createSendText, type SendText } from '../activities/send-text.ts';
import { createTellLink } from '../activities/tell-link.ts';
import { readAnswers } from '../api/answers.ts';
import { createPapGateway } from '../bearers/pap/gateway.ts';
import { createPapReports, reportUrl } from '../bearers/pap/reports.ts';
import { parsePapUrl } from '../bearers/pap/url.ts';
import { createBearerPool, type OpenBearer, type RunningPool } from '../bearers/pool.ts';
import { createLinkBearer } from '../bearers/pull/links.ts';
import { parsePullUrl } from '../bearers/pull/url.ts';
import type { ErrorTable } from '../bearers/smpp/command-status.ts';
import { createSmppLink } from '../bearers/smpp/link.ts';
import { parseSmppUrl } from '../bearers/smpp/url.ts';
import type { Bearer, BearerListener, LinkBearer, PushBearer } from '../domain/bearer.ts';
import { BEARER_NAME, type StoredBearer } from '../domain/bearer-pool.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Config } from './config.ts';
import { type createLog, describeError } from './logging.ts';
import { bearerMetrics, linkMetrics } from './metrics.ts';
import type { openStores } from './stores.ts';
import { untilConnected } from './temporal.ts';

interface BearerWiring {
  readonly publicUrl: string;
  readonly runs: InboundDeps['runs'];
  readonly registry: Registry;
  readonly log: ReturnType<typeof createLog>;
}

type Stores = ReturnType<typeof openStores>;

/** The bearers of a worker, what takes care of what they bring, and what goes out by them. */
export function openBearers(stores: Stores, { publicUrl, runs, registry, log }: BearerWiring) {
  const metrics = bearerMetrics(registry);
  const late = createLateAnswers({ ...stores, log: log.warn });
  // Bearers tell what arrives, and what arrives may be answered over a bearer.
  const sendText: SendText = (dialogue, text) => createSendText({ ...stores, bearers })(dialogue, text);
  const inbound = createInbound({ ...stores, runs, log: log.warn, sendText, readAnswers: readAnswersOrNone });
  const listener = { ...inbound, receiptArrived: counting(metrics, (receipt) => inbound.receiptArrived(receipt)) };
  const tell = createTellLink({ sendText, publicUrl });
  const texting = new Set<Bearer>();
  const canTell = () => [...texting].some((bearer) => bearer.ready());
  const open = (stored: StoredBearer): OpenBearer => {
    const { name, kind, url } = stored;
    if (kind === 'pap') {
      const notifyTo = reportUrl(publicUrl, name, stores.bearers.reportToken(name));
      const gateway = createPapGateway(
        { notifyTo, ...parsePapUrl(url), name },
        { log: (event) => log.info({ ...event }) },
      );
      const bearer: PushBearer = {
        ...gateway,
        submit: (push, options) => metrics.timed(name, () => gateway.submit(push, options)),
      };
      return runningBy(bearer, gateway);
    }
    if (kind === 'pull') {
      const links = createLinkBearer({ ...parsePullUrl(url), name }, { ...stores.documentLinks, tell, canTell });
      const bearer: LinkBearer = {
        ...links,
        submit: (link, options) => metrics.timed(name, () => links.submit(link, options)),
      };
      return { bearer, start: () => {}, stop: async () => {}, link: () => IDLE };
    }
    const { errorTable, follow } = createErrorTable(stored);
    const deps = { log: log.info, lateOutcome: late.answered, errorTable };
    const link = createSmppLink({ ...parseSmppUrl(url), name }, listener, deps);
    const bearer: Bearer = {
      ...link,
      submit: (part, options) => metrics.timed(name, () => link.submit(part, options)),
    };
    texting.add(bearer);
    const stop = (): Promise<void> => {
      texting.delete(bearer);
      return link.stop();
    };
    return { ...runningBy(bearer, { ...link, stop }), follow };
  };
  const bearers: RunningPool = createBearerPool({ store: stores.bearers, open, process: randomUUID(), log: log.info });
  linkMetrics(registry, bearers);
  const gateways = createAskGateways({ ...stores, bearers, listener, log: log.info });
  return { bearers, gateways, sendText, sendParts: createSendParts(bearers, late.remember) };
}

interface Line {
  start(): void;
  stop(): Promise<void>;
  limit(perSecond: number | undefined): void;
  state(): ReturnType<OpenBearer['link']>;
}

/** A bearer by the line that it goes by. */
function runningBy(bearer: OpenBearer['bearer'], line: Line): OpenBearer {
  return {
    bearer,
    start: () => line.start(),
    stop: () => line.stop(),
    limit: (perSecond) => line.limit(perSecond),
    link: () => line.state(),
  };
}

/** Links wait for nobody. */
const IDLE = { state: 'open', inFlight: 0, waiting: 0, perSecond: null };

function tableOf({ errorTable }: StoredBearer): ErrorTable {
  return new Map(errorTable.map(({ status, kind }) => [status, kind]));
}

/** What the other side means by its statuses, as operators have it at this moment. */
function createErrorTable(stored: StoredBearer) {
  let table = tableOf(stored);
  return {
    errorTable: () => table,
    follow: (changed: StoredBearer): void => {
      table = tableOf(changed);
    },
  };
}

function counting(
  { received }: Pick<ReturnType<typeof bearerMetrics>, 'received'>,
  take: BearerListener['receiptArrived'],
): BearerListener['receiptArrived'] {
  return (receipt) => {
    received(receipt);
    return take(receipt);
  };
}

/** Where gateways report results. */
export function openReports(stores: Stores, { runs, registry, log }: Omit<BearerWiring, 'publicUrl'>): RequestListener {
  return createPapReports({
    find: (name) => stores.bearers.find(name),
    tokenOf: (bearer) => stores.bearers.reportToken(bearer),
    listener: { receiptArrived: counting(bearerMetrics(registry), createTakeReceipt({ ...stores, runs })) },
    log: (event) => log.info({ ...event }),
    failed: (error) => log.error({ event: 'report.unforeseen', ...describeError(error) }),
  });
}

/** Opens the bearers, those of the environment among them, as soon as the database is there. */
export async function startBearers(
  bearers: Pick<RunningPool, 'start'>,
  {
    given,
    stores,
    log,
  }: Pick<BearerWiring, 'log'> & { readonly given: readonly GivenBearer[]; readonly stores: Stores },
): Promise<void> {
  await untilConnected(
    async () => {
      for (const one of given) await stores.bearers.provide(one);
      await bearers.start();
    },
    (tries) => log.warn({ event: 'database.absent', tries }),
  );
}

const readAnswersOrNone: ReadAnswers = (asked, texts) => {
  try {
    return readAnswers(asked, texts);
  } catch (error) {
    if (error instanceof ProvisioningError) return undefined;
    throw error;
  }
};

type GivenBearer = Pick<StoredBearer, 'name' | 'kind' | 'url'>;

/**
 * The bearers that the environment names.
 *
 * @throws Error when a URL cannot be used
 */
export function bearersOfEnvironment({
  smppUrl,
  papUrl,
  pullUrl,
}: Pick<Config, 'smppUrl' | 'papUrl' | 'pullUrl'>): GivenBearer[] {
  return [
    ...(smppUrl === '' ? [] : [called('SMPP_URL', { kind: 'smpp', url: smppUrl, name: parseSmppUrl(smppUrl).name })]),
    ...(pullUrl === '' ? [] : [called('PULL_URL', { kind: 'pull', url: pullUrl, name: parsePullUrl(pullUrl).name })]),
    ...(papUrl === '' ? [] : [called('PAP_URL', { kind: 'pap', url: papUrl, name: parsePapUrl(papUrl).name })]),
  ];
}

/** A bearer is called after its kind unless its URL says otherwise. */
function called(
  variable: string,
  { kind, url, name = kind }: Omit<GivenBearer, 'name'> & { readonly name: string | undefined },
): GivenBearer {
  if (BEARER_NAME.test(name)) return { name, kind, url };
  throw new Error(`Cannot use ${variable}: expected a name of up to 40 lower-case letters, digits and hyphens`);
}
