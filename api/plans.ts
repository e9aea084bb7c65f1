import { randomUUID } from 'node:crypto';
import type { Caller } from '../domain/access.ts';
import { openPrompts } from '../domain/questions.ts';
import type { Device } from '../domain/records.ts';
import { createEvaluateOrder, type EvaluateSettings, type Evaluation, type OrderCase } from './evaluate-order.ts';
import { makePlan, presentDevice } from './make-plan.ts';
import { findDefinition, findDevice } from './order-checks.ts';
import type { OrderRequest } from './order-schemas.ts';
import { createCollector, permissionFinding, presentFindings } from './plan-findings.ts';
import { PLAN, PLAN_REQUEST, type PlanReply } from './plan-schemas.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, NOTHING } from './schemas.ts';
import type { ApiStores } from './stores.ts';

interface PlanRoutesDeps {
  readonly stores: Pick<ApiStores, 'contexts' | 'definitions' | 'devices' | 'orders' | 'standingConsents' | 'tenants'>;
  readonly settings: EvaluateSettings;
}

/** What an order would do, and nothing done. */
export function planRoutes(deps: PlanRoutesDeps): Route[] {
  const plan = createPlan(deps);
  return [
    defineRoute(
      {
        method: 'POST',
        path: '/v1/plans',
        summary: 'Does everything an order would do, stores nothing and sends nothing',
        object: 'plans',
        operation: 'create',
        ownership: 'tenant',
        scope: 'plans:create',
        params: NOTHING,
        query: NOTHING,
        headers: ANY_HEADERS,
        body: PLAN_REQUEST,
        replies: { 200: PLAN },
      },
      async ({ body }, caller) => ({ status: 200, body: await plan(caller, body) }),
    ),
  ];
}

function createPlan({ stores, settings }: PlanRoutesDeps) {
  const evaluate = createEvaluateOrder({ stores, settings, extent: 'all' });
  return async (caller: Caller, request: OrderRequest): Promise<PlanReply> => {
    const { tenantId } = caller;
    const order: OrderCase = {
      ...request,
      tenantId,
      orderId: randomUUID(),
      definition: () => findDefinition(stores.definitions, tenantId, request.definition),
      device: () => findDevice(stores.devices, tenantId, request.device),
    };
    const { attempt, errors } = createCollector();
    const evaluation = await evaluate(order, attempt);
    const { device, tenant } = evaluation;
    const ordersLeft = device === undefined ? null : await ordersLeftToday(stores, device, tenant.entitlements);
    // As an order is looked at: who orders, then what, and how often only at the end.
    const found = presentFindings(evaluation, errors);
    const findings = [
      ...permissionFinding(caller),
      ...found.filter(({ severity }) => severity === 'error'),
      ...(ordersLeft === 0 ? [TOO_MANY_ORDERS] : []),
      ...found.filter(({ severity }) => severity === 'warning'),
    ];
    const standing = await standingOf(stores.standingConsents, evaluation);
    return {
      ...makePlan(evaluation, {
        order,
        findings,
        ordersLeft,
        standing,
        signsProfiles: settings.signsProfiles ?? false,
      }),
      device: presentDevice(device, false),
    };
  };
}

/** What would speak for the user when the order would ask, by the same rules: nothing beside is asked, and no page is to show a PIN. */
async function standingOf(
  consents: Pick<ApiStores['standingConsents'], 'find'>,
  { definition, device, parameters, ways = [], security, isUserNeeded }: Evaluation,
) {
  if (definition === undefined || device === undefined || ways.length === 0 || security?.pinWay === 'page') return null;
  if (openPrompts(definition.definition, Object.keys(parameters)).length > 0) return null;
  const { tenantId, id: deviceId } = device;
  const subject = { tenantId, deviceId, definitionTenantId: definition.tenantId, definition: definition.definition };
  return (await consents.find({ ...subject, ownWord: isUserNeeded })) ?? null;
}

const TOO_MANY_ORDERS = {
  severity: 'error',
  code: 'frequency_exceeded',
  path: '/device',
  text: 'Expected a device that has not had its orders for today, got one that has',
} as const;

/** By the tenant's own orders: those of others are none of its business. */
async function ordersLeftToday(
  { orders }: Pick<ApiStores, 'orders'>,
  { tenantId, id }: Device,
  { ordersPerDeviceAndDay }: { readonly ordersPerDeviceAndDay: number },
): Promise<number> {
  return Math.max(0, ordersPerDeviceAndDay - (await orders.countToday(tenantId, id)));
}
