import type { Scope } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Order } from '../domain/records.ts';
import type { OrderLimits } from '../domain/requests.ts';
import { runOf } from './accept-order.ts';
import type { RequireAllowedAnswers } from './allowed-answers.ts';
import { answerFrom } from './answers.ts';
import {
  ACKNOWLEDGEMENT_REQUEST,
  ANSWER_REQUEST,
  ANSWERED_ORDER,
  type AnsweredOrderReply,
  ORDER,
} from './order-schemas.ts';
import { presentOrder } from './present-order.ts';
import { defineRoute, type Reply, type Route } from './route.ts';
import { ANY_HEADERS, ID_PARAMS, NOTHING } from './schemas.ts';
import type { Orders, Runs } from './stores.ts';

interface OrderActionsDeps {
  readonly orders: Pick<Orders, 'materialOf' | 'answer' | 'cancel' | 'rerun' | 'acknowledge'>;
  readonly runs: Runs;
  /** How often the tenant may order for one phone. */
  readonly limitsOf: (tenantId: string) => Promise<OrderLimits>;
  readonly requireAllowedAnswers: RequireAllowedAnswers;
  /** Where users reach us, without a slash at the end. */
  readonly publicUrl: string;
}

/** What may be done to an order. Each is stored first; the workflow is told afterwards, and again by the sweeper. */
export function orderActionRoutes(deps: OrderActionsDeps): Route[] {
  return [cancelRoute(deps), answerRoute(deps), acknowledgeRoute(deps), rerunRoute(deps)];
}

function cancelRoute({ orders, runs }: OrderActionsDeps): Route {
  return defineRoute(
    {
      ...action('cancel', 'orders:cancel'),
      path: '/v1/orders/:id/cancel',
      summary: 'Cancels an order',
      body: NOTHING,
      problems: ['order_state_unfit', 'order_cancel_too_late'],
    },
    async ({ params: { id } }, { tenantId }) => {
      const order = await orders.cancel(tenantId, id);
      runs.tell(order, { type: 'cancel_granted' });
      return taken(order);
    },
  );
}

function answerRoute({ orders, runs, requireAllowedAnswers, publicUrl }: OrderActionsDeps): Route {
  return defineRoute(
    {
      ...action('answer', 'orders:answer'),
      path: '/v1/orders/:id/answer',
      summary: 'Gives what the user of the device said',
      body: ANSWER_REQUEST,
      replies: { 202: ANSWERED_ORDER },
      problems: [
        'order_state_unfit',
        'order_already_answered',
        'parameters_invalid',
        'definition_unusable',
        'content_forbidden',
      ],
    },
    async ({ params: { id }, body }, { tenantId }) => {
      const made = await orders.materialOf(tenantId, id);
      if (made === undefined) throw new ProvisioningError('order_not_found', 'No order has this id');
      const answer = answerFrom(body, { definition: made.definition, given: Object.keys(made.parameters) });
      if (answer.decision === 'accept')
        await requireAllowedAnswers({ tenantId, id }, { ...made, answers: answer.answers });
      const { order, standing } = await orders.answer(tenantId, id, answer);
      runs.tell(order, { type: 'answered', decision: body.decision });
      const reply: AnsweredOrderReply = {
        ...presentOrder(order),
        ...(standing && {
          standing: {
            id: standing.id,
            until: standing.until,
            withdrawUrl: `${publicUrl}/a/w/${standing.token}`,
          },
        }),
      };
      return { status: 202, body: reply };
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
      problems: ['order_state_unfit'],
    },
    async ({ params: { id }, body }, { tenantId }) => {
      const order = await orders.acknowledge(tenantId, id, body);
      const isApplied = body.outcome === 'applied';
      runs.tell(order, isApplied ? { type: 'evidence_reported', evidence: 'applied' } : { type: 'refused_on_device' });
      return taken(order);
    },
  );
}

function rerunRoute({ orders, runs, limitsOf }: OrderActionsDeps): Route {
  return defineRoute(
    {
      ...action('rerun', 'orders:rerun'),
      path: '/v1/orders/:id/rerun',
      summary: 'Runs an order again that did not reach its end',
      body: NOTHING,
      problems: ['order_state_unfit', 'order_replaced', 'order_erased', 'frequency_exceeded'],
    },
    async ({ params: { id } }, { tenantId }) => {
      const { order, policy } = await orders.rerun(tenantId, id, await limitsOf(tenantId));
      runs.start({ ...runOf(order), policy });
      return taken(order);
    },
  );
}

/** What all actions have in common. */
function action<S extends Scope>(operation: string, scope: S) {
  return {
    method: 'POST',
    object: 'orders',
    operation,
    ownership: 'tenant',
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
