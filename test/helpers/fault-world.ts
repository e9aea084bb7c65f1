import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { createFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { INTERNET } from './order-bodies.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';

type Json = Record<string, unknown>;

/** An order for a phone of its own. */
export interface FaultOrder {
  readonly id: string;
  readonly msisdn: string;
}

/** How an order stands, as the API shows it. */
interface FaultEnd {
  readonly state: string;
  readonly reason: string | null;
  readonly evidence: string;
  readonly attempts: readonly { readonly partCount: number }[];
}

/** The whole stack with something evil between the worker and its SMSC. */
export interface FaultWorld {
  readonly stack: Stack;
  readonly smpp: FaultProxy;
  readonly phones: (count: number) => Promise<string[]>;
  readonly order: (msisdn: string, more?: Json) => Promise<FaultOrder>;
  /** So many orders, each for a phone of its own. */
  readonly orders: (count: number) => Promise<FaultOrder[]>;
  /** Waits until what is asked is so. */
  readonly until: (fact: () => Promise<boolean> | boolean, what: string) => Promise<void>;
  /** What the SMSC saw of these orders, refused ones left out unless they are asked for. */
  readonly seen: (orders: readonly FaultOrder[], refused?: 'refused too') => Promise<Json[]>;
  /**
   * All ledgers agree: each order ends in one of these states; the SMSC saw each part twice at most, with the same octets; what
   * is completed is in the phone, as one document; and the ledger of the service holds.
   */
  readonly agree: (
    t: ExecutionContext,
    orders: readonly FaultOrder[],
    states?: string | readonly string[],
  ) => Promise<FaultEnd[]>;
  /**
   * As `agree`, where a part may meet two faults: an order that is not completed has been given its two sends, says that they are
   * in doubt, and waits for evidence.
   */
  readonly agreeOrDoubt: (t: ExecutionContext, orders: readonly FaultOrder[]) => Promise<FaultEnd[]>;
  /** How an order stands now. */
  readonly look: (order: FaultOrder) => Promise<FaultEnd>;
  /** Sends of these orders that are in one of these states. */
  readonly sends: (orders: readonly FaultOrder[], state: string) => Promise<number>;
}

const LIMIT_MS = 240_000;

/**
 * Quick to notice, quick to come back, and of an SMSC that answers with hexadecimal message ids and reports with decimal ones.
 */
export async function createFaultWorld(
  t: Pick<ExecutionContext, 'teardown'>,
  options: StackOptions = {},
): Promise<FaultWorld> {
  let smpp: FaultProxy | undefined;
  const stack = await startStack(t, {
    smsc: { messageIdForm: 'hex', receiptIdForm: 'decimal' },
    smppQuery:
      'responseTimeout=4000&maxMissedAnswers=1&enquireLink=1000&reconnectMin=50&reconnectMax=300&responseIds=hex&receiptIds=decimal&connectTimeout=4000',
    smppThrough: async (port) => {
      const proxy = await createFaultProxy(port);
      t.teardown(() => proxy.stop());
      smpp = proxy;
      return proxy.port;
    },
    ...options,
    env: { IN_DOUBT_SECONDS: '1', ...options.env },
  });
  if (smpp === undefined) throw new Error('Nothing stands before the SMSC');
  return { ...createLedgers(stack), stack, smpp };
}

const isOver = ({ state, reason }: FaultEnd): boolean =>
  state === 'completed' || (state === 'awaiting_acknowledgement' && reason === 'in_doubt');

function createLedgers(stack: Stack): Omit<FaultWorld, 'stack' | 'smpp'> {
  const phones: FaultWorld['phones'] = async (count) => {
    const made = await Promise.all(Array.from({ length: count }, () => stack.phone()));
    return made.map(({ msisdn }) => msisdn);
  };
  const order: FaultWorld['order'] = async (msisdn, more = INTERNET) => {
    const { id } = await stack.order({ device: { msisdn }, ...more });
    return { id, msisdn };
  };
  const look: FaultWorld['look'] = async ({ id }) => {
    const { body } = await stack.call('GET', `/v1/orders/${id}`);
    return body as unknown as FaultEnd;
  };
  const seen: FaultWorld['seen'] = async (orders, refused) => {
    const numbers = new Set(orders.map(({ msisdn }) => msisdn));
    const log = await stack.submits();
    return log.filter(
      ({ destination, messageId }) => numbers.has(String(destination)) && (refused !== undefined || messageId !== null),
    );
  };
  const until: FaultWorld['until'] = async (fact, what) => {
    for (const deadline = Date.now() + LIMIT_MS; !(await fact()); await sleep(25)) {
      if (Date.now() > deadline) throw new Error(`Expected in time: ${what}\n${stack.worker.log()}`);
    }
  };
  const compare = async (t: ExecutionContext, orders: readonly FaultOrder[]): Promise<FaultEnd[]> => {
    const ends = await Promise.all(orders.map(look));
    for (const [i, { msisdn }] of orders.entries()) {
      const end = ends[i];
      if (end !== undefined) await agreeOnPhone(t, stack, { msisdn, end });
    }
    t.deepEqual(await stack.violations(), []);
    return ends;
  };
  return {
    phones,
    order,
    orders: async (count) => Promise.all((await phones(count)).map((msisdn) => order(msisdn))),
    until,
    seen,
    look,
    agree: async (t, orders, states = 'completed') => {
      for (const { id } of orders) await stack.until(id, states, LIMIT_MS);
      return compare(t, orders);
    },
    agreeOrDoubt: async (t, orders) => {
      for (const order of orders)
        await until(async () => isOver(await look(order)), `an end of ${order.id}, or a doubt`);
      return compare(t, orders);
    },
    sends: async (orders, state) => {
      const [row] = await stack.database.rows<{ count: number }>(
        'select count(*)::int as count from sends where order_id = any(:ids::uuid[]) and state = :state',
        { ids: orders.map(({ id }) => id), state },
      );
      return row?.count ?? 0;
    },
  };
}

async function agreeOnPhone(
  t: ExecutionContext,
  stack: Stack,
  { msisdn, end: { attempts, state } }: { readonly msisdn: string; readonly end: FaultEnd },
): Promise<void> {
  const taken = (await stack.submits(msisdn)).filter(({ messageId }) => messageId !== null);
  const times = new Map<unknown, number>();
  for (const { userData } of taken) times.set(userData, (times.get(userData) ?? 0) + 1);
  const most = Math.max(0, ...times.values());
  t.true(most <= 2 * attempts.length, `a part was seen ${most} times in ${attempts.length} attempts`);
  t.true(times.size <= (attempts[0]?.partCount ?? 0), `${times.size} different parts`);
  if (state === 'completed') t.is((await stack.handset(msisdn)).documents.length, 1, 'one document is installed');
}
