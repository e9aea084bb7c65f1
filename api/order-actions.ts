import { ProvisioningError } from '../domain/errors.ts';
import type { Order, Scope } from '../domain/records.ts';
import type { RunToStart } from '../domain/requests.ts';
import { runOf } from './accept-order.ts';
import { answerFrom } from './answers.ts';
import { type DeliverySettings, orderPolicy } from './order-policy.ts';
import { ACKNOWLEDGEMENT_REQUEST, ANSWER_REQUEST, ORDER } from './order-schemas.ts';
import { presentOrder } from './present-order.ts';
import { defineRoute, type Reply, type Route } from './route.ts';
import { ANY_HEADERS, ID_PARAMS, MAX_PAGE, NOTHING } from './schemas.ts';
import type { Orders, Runs } from './stores.ts';

interface OrderActionsDeps {
  readonly orders: Pick<Orders, 'definitionOf' | 'events' | 'answer' | 'cancel' | 'rerun' | 'acknowledge'>;
  readonly runs: Runs;
  readonly settings: DeliverySettings;
}

/** What may be done to an order. Each is stored first; the workflow is told afterwards, and again by the sweeper. */
export function orderActionRoutes(deps: OrderActionsDeps): Route[] {
  return [cancelRoute(deps), answerRoute(deps), acknowledgeRoute(deps), rerunRoute(deps)];
}

function cancelRoute({ orders, runs }: OrderActionsDeps): Route {
  return defineRoute(
    { ...action('cancel', 'orders:cancel'), path: '/v1/orders/:id/cancel', summary: 'Cancels an order', body: NOTHING },
    async ({ params: { id } }, { tenantId }) => {
      const order = await orders.cancel(tenantId, id);
      runs.tell(order, { type: 'cancel_granted' });
      return taken(order);
    },
  );
}

function answerRoute({ orders, runs }: OrderActionsDeps): Route {
  return defineRoute(
    {
      ...action('answer', 'orders:answer'),
      path: '/v1/orders/:id/answer',
      summary: 'Gives what the user of the device said',
      body: ANSWER_REQUEST,
    },
    async ({ params: { id }, body }, { tenantId }) => {
      const made = await orders.definitionOf(tenantId, id);
      if (made === undefined) throw new ProvisioningError('order_not_found', 'No order has this id');
      const order = await orders.answer(tenantId, id, answerFrom(body, made));
      runs.tell(order, { type: 'answered', decision: body.decision });
      return taken(order);
    },
  );
}

function acknowledgeRoute({ orders, runs }: OrderActionsDeps): Route {
  return defineRoute(
    {
      ...action('acknowledge', 'orders:acknowledge'),
      path: '/v1/orders/:id/acknowledgements',
      summary: 'Reports what became of the settings on the device',
      body: ACKNOWLEDGEMENT_REQUEST,
    },
    async ({ params: { id }, body }, { tenantId }) => {
      const order = await orders.acknowledge(tenantId, id, body);
      const isApplied = body.outcome === 'applied';
      runs.tell(order, isApplied ? { type: 'evidence_reported', evidence: 'applied' } : { type: 'refused_on_device' });
      return taken(order);
    },
  );
}

function rerunRoute({ orders, runs, settings }: OrderActionsDeps): Route {
  return defineRoute(
    {
      ...action('rerun', 'orders:rerun'),
      path: '/v1/orders/:id/rerun',
      summary: 'Runs an order again that did not reach its end',
      body: NOTHING,
    },
    async ({ params: { id } }, { tenantId }) => {
      const order = await orders.rerun(tenantId, id);
      const run = await rerunOf(order, orders, settings);
      if (run !== undefined) runs.start(run);
      return taken(order);
    },
  );
}

/**
 * The new run as it is to be started. The rerun is stored by now, so nothing that fails here may fail the request: the
 * sweeper starts what is not started.
 */
async function rerunOf(
  order: Order,
  orders: OrderActionsDeps['orders'],
  settings: DeliverySettings,
): Promise<RunToStart | undefined> {
  try {
    const made = await orders.definitionOf(order.tenantId, order.id);
    if (made === undefined) return undefined;
    const policy = orderPolicy(made.definition, settings, 0);
    // The consent given to an earlier run is consent to this order.
    const isAsking = policy.ask !== null && !(await wasAnswered(order, orders));
    return { ...runOf(order), policy: { ...policy, ask: isAsking ? policy.ask : null } };
  } catch {
    return undefined;
  }
}

/** An answer and the event that tells of it are stored in one transaction. */
async function wasAnswered({ tenantId, id }: Order, orders: Pick<Orders, 'events'>): Promise<boolean> {
  let after: string | undefined;
  do {
    const { items, next } = await orders.events(tenantId, id, { limit: MAX_PAGE, after });
    if (items.some(({ type }) => type === 'user.answered')) return true;
    after = next ?? undefined;
  } while (after !== undefined);
  return false;
}

/** What all actions have in common. */
function action<S extends Scope>(operation: string, scope: S) {
  return {
    method: 'POST',
    object: 'orders',
    operation,
    scope,
    params: ID_PARAMS,
    query: NOTHING,
    headers: ANY_HEADERS,
    replies: { 202: ORDER },
    absent: 'order_not_found',
  } as const;
}

function taken(order: Order): Reply {
  return { status: 202, body: presentOrder(order) };
}
