import { randomUUID } from 'node:crypto';
import type { Principal } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Order } from '../domain/records.ts';
import type { NewOrder } from '../domain/requests.ts';
import { hashJson } from './canonical-json.ts';
import { createEvaluateOrder, type EvaluateSettings, type Evaluation, STRICTLY } from './evaluate-order.ts';
import { findDefinition, findDevice } from './order-checks.ts';
import { type OrderLimitSettings, orderLimits } from './order-limits.ts';
import type { OrderRequest } from './order-schemas.ts';
import type { OrderSecurity } from './order-security.ts';
import type { ApiStores, Runs } from './stores.ts';

export interface AcceptSettings extends EvaluateSettings, OrderLimitSettings {
  /** Accepted orders that may wait for their workflow before new ones are refused. */
  readonly maxBacklog: number;
}

interface AcceptDeps {
  readonly stores: Pick<ApiStores, 'contexts' | 'definitions' | 'devices' | 'orders' | 'tenants'>;
  readonly runs: Runs;
  readonly settings: AcceptSettings;
}

export interface Acceptance {
  readonly order: Order;
  /** The same request came before; nothing was done this time. */
  readonly replayed: boolean;
}

/** The order whose place is to be taken, if any. */
interface Replacing {
  readonly replaces?: string;
}

const BACKLOG_RETRY_SECONDS = 30;

/**
 * Takes orders. Everything that can be known now is checked now, so that an accepted order fails only for reasons that come
 * later; nothing is stored of a refused one.
 */
export function createAcceptOrder({ stores, runs, settings }: AcceptDeps) {
  const evaluate = createEvaluateOrder({ stores, settings });

  const take = async (
    principal: Principal,
    { replaces, ...request }: OrderRequest & Replacing,
    idempotency: NewOrder['idempotency'],
  ): Promise<Acceptance> => {
    const { tenantId } = principal;
    await requireRoom(stores.orders, settings.maxBacklog);
    const { externalId = null, content = 'whole' } = request;
    const id = randomUUID();
    const subject = {
      ...request,
      tenantId,
      orderId: id,
      definition: () => findDefinition(stores.definitions, tenantId, request.definition),
      device: () => findDevice(stores.devices, tenantId, request.device),
    };
    const { security, timeZone, ...made } = complete(await evaluate(subject, STRICTLY));
    const order: NewOrder = {
      id,
      principal,
      ...made,
      externalId,
      ...trustOf(security),
      content,
      timeZone: request.timeZone ?? timeZone ?? null,
      idempotency,
      limits: await orderLimits(stores, settings, tenantId),
    };
    const stored = await store({ stores, runs }, order, replaces);
    if (stored.created) runs.start({ ...runOf(stored.order), policy: made.policy });
    return { order: stored.order, replayed: !stored.created };
  };

  /** @throws ProvisioningError with one of the codes of the 4xx and 503 problem types */
  return async (principal: Principal, request: OrderRequest & Replacing, key: string): Promise<Acceptance> => {
    const bodyHash = hashJson(request);
    try {
      return await take(principal, request, { key, bodyHash });
    } catch (error) {
      // A repeat gets the answer of the first time, whatever has changed since. Storing an order finds that out by itself;
      // to look before each would cost every order a round trip for the few that are repeats.
      const known = await stores.orders.findByIdempotencyKey(principal.tenantId, key, bodyHash);
      if (known === undefined) throw error;
      return { order: known, replayed: true };
    }
  };
}

/** Takes an order, alone or in the place of another. */
export type AcceptOrder = ReturnType<typeof createAcceptOrder>;

/** Stores an order, in the place of another if it is to have that. */
async function store(
  { stores, runs }: Pick<AcceptDeps, 'stores' | 'runs'>,
  order: NewOrder,
  replaces: string | undefined,
): Promise<{ readonly order: Order; readonly created: boolean }> {
  if (replaces === undefined) return stores.orders.accept(order);
  const { old, isStopped, order: made } = await stores.orders.replace(replaces, order);
  if (isStopped) runs.tell(old, { type: 'cancel_granted' });
  return { order: made, created: true };
}

/** How an order is stored with what secures its document. */
function trustOf({ method, fallback, pin, pinWay }: OrderSecurity) {
  return { security: method, fallback: fallback?.method ?? null, pin, pinWay };
}

/** What was evaluated strictly has no failure, and so no gap. */
function complete({ definition, device, parameters, security, context, policy, timeZone }: Evaluation) {
  const isMade = definition !== undefined && device !== undefined;
  if (!isMade || security === undefined || context === undefined || policy === undefined) {
    throw new Error('Evaluated an order with neither a result nor a failure');
  }
  return { definition, device, parameters, security, context, policy, timeZone };
}

/** The parts of an order that name its run; nothing personal. */
export function runOf({ id, run, tenantId, deviceId, definition }: Order) {
  return { id, run, tenantId, deviceId, definition: { name: definition.name, version: definition.version } };
}

async function requireRoom(orders: AcceptDeps['stores']['orders'], maxBacklog: number): Promise<void> {
  const backlog = await orders.backlog();
  if (backlog < maxBacklog) return;
  throw new ProvisioningError('backlog_full', `Cannot accept the order now: ${backlog} orders wait to be started`, {
    retryable: true,
    retryAfterSeconds: BACKLOG_RETRY_SECONDS,
  });
}
