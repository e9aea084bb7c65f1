import { formatPapAddress } from '../../codecs/pap-address.ts';
import type { PapBody } from '../../codecs/pap-push-body.ts';
import { formatPap } from '../../codecs/pap-write.ts';
import type { OutgoingPush, PushBearer, SubmitOutcome, SubmittedPush } from '../../domain/bearer.ts';
import { createRate, type Rate } from '../rate.ts';
import type { PapLog } from './gateway-event.ts';
import type { Exchange } from './http.ts';
import { judgeCancel, judgePush, judgeQuery, readAnswer } from './judge.ts';
import { type PapOptions, type PapSettings, resolvePapOptions } from './options.ts';
import { composePush } from './submission.ts';
import { createWay } from './way.ts';

/** The lane of what is asked about pushes: no tenant's id, so that it has turns of its own. */
const OURS = 'about';

export interface PapGatewayDeps {
  readonly log: PapLog;
  /** 0 to 1; spreads the pauses after a failure. */
  readonly random?: () => number;
}

/** How the bearer stands. */
interface PapGatewayState {
  /** `down`: the last try found no gateway, or one that does not take our credentials; nothing is sent until one does. */
  readonly state: 'open' | 'down' | 'draining' | 'closed';
  /** Requests whose answer has not come. */
  readonly inFlight: number;
  /** Requests that wait for their turn. */
  readonly waiting: number;
  /** Requests a second that the bearer allows itself at present; null for no limit. */
  readonly perSecond: number | null;
}

export interface PapGateway extends PushBearer {
  /** Never faster than so many requests a second; undefined for no limit but that of the options. */
  limit(perSecond: number | undefined): void;

  /** Asks the gateway whether it is there; until it has answered, the bearer is not ready. Without it the first push finds out. */
  start(): void;

  /**
   * Takes no more pushes, waits for the answers to those in flight (at most `drainMs`) and closes; what has no answer then
   * is unknown.
   */
  stop(): Promise<void>;
  state(): PapGatewayState;
}

/**
 * A bearer over PAP 2.x: a push is posted to a push proxy gateway, which delivers it by whatever it has.
 *
 * The message id is the push id, `<id>@<initiator>`. The gateway takes each once: a push that is sent again after a doubt
 * and was there already is answered 2007, which is `accepted` here. A push that no submission can be made of is refused
 * for good with the code that a gateway would give, and not sent.
 *
 * @throws RangeError when an option is out of range
 */
export function createPapGateway(options: PapOptions, { log, random = Math.random }: PapGatewayDeps): PapGateway {
  const settings = resolvePapOptions(options);
  const { name } = settings;
  const rate = createRate(settings.maxPerSecond, () => performance.now());
  const way = createWay(settings, { log, random, rate });
  const judge = createJudge(settings, { log, rate });
  let stopped: Promise<void> | undefined;

  return {
    kind: 'pap',
    name,
    ready: () => way.stage() === 'open',
    start: way.begin,
    limit: (perSecond) => rate.limitTo(perSecond),

    async submit(push, { patienceMs }) {
      const composed = composePush(push, settings, new Date());
      if (typeof composed === 'number') {
        log({ event: 'pap.push_invalid', bearer: name, status: composed });
        return { type: 'refused', status: composed, kind: 'permanent' };
      }
      const exchange = await way.post(composed, { lane: push.tenantId, patienceMs });
      return typeof exchange === 'string' ? { type: 'unsent', reason: exchange } : judge(exchange, push);
    },

    async query(push, { patienceMs }) {
      const exchange = await way.post(about('statusquery-message', push, settings), { lane: OURS, patienceMs });
      return typeof exchange === 'string' ? { type: 'none' } : judgeQuery(exchange, push);
    },

    async cancel(push, { patienceMs }) {
      const exchange = await way.post(about('cancel-message', push, settings), { lane: OURS, patienceMs });
      return typeof exchange === 'string' ? { type: 'none' } : judgeCancel(exchange, push);
    },

    async stop() {
      stopped ??= way.close();
      await stopped;
    },

    state: () => ({
      state: way.stage(),
      inFlight: way.inFlight(),
      waiting: way.waiting(),
      perSecond: rate.perSecond() === Infinity ? null : rate.perSecond(),
    }),
  };
}

/** A message about a push that the gateway has. */
function about(
  type: 'statusquery-message' | 'cancel-message',
  { messageId, destination }: SubmittedPush,
  { addressHost }: PapSettings,
): PapBody {
  const addresses = [formatPapAddress(destination, addressHost)];
  return {
    contentType: 'application/xml',
    body: Buffer.from(formatPap({ type, pushId: messageId, addresses })),
  };
}

/** Learns from the answer to a push, and says what is odd about it. */
function createJudge({ name, initiator }: PapSettings, { log, rate }: { readonly log: PapLog; readonly rate: Rate }) {
  return (exchange: Exchange, { id }: OutgoingPush): SubmitOutcome => {
    const outcome = judgePush(exchange, `${id}@${initiator}`);
    if (outcome.type === 'refused') {
      const { status, kind } = outcome;
      if (kind === 'throttled' && rate.throttled()) {
        log({ event: 'pap.throttled', bearer: name, status, perSecond: rate.perSecond() });
      }
      if (readAnswer(exchange)?.type === 'badmessage-response') log({ event: 'pap.bad_message', bearer: name, status });
    } else if (outcome.type === 'unknown' && exchange.type === 'answered') {
      log({ event: 'pap.answer_unreadable', bearer: name, status: exchange.status });
    }
    return outcome;
  };
}
