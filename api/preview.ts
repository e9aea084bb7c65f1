import { randomUUID } from 'node:crypto';
import { approvalNeeded, type ContentRights } from '../domain/content.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { openNames } from '../domain/questions.ts';
import type { Device } from '../domain/records.ts';
import type { RegisteredDefinition } from '../domain/requests.ts';
import { sampleSets } from '../domain/sample-values.ts';
import { VERSION_PARAMS } from './definition-schemas.ts';
import { createEvaluateOrder, type EvaluateSettings, type OrderCase } from './evaluate-order.ts';
import { makePlan, presentDevice } from './make-plan.ts';
import { findDevice } from './order-checks.ts';
import { createRequireParameters, type RequireParameters } from './parameters.ts';
import { createCollector, presentFindings } from './plan-findings.ts';
import { type Finding, PLAN, type PlanReply, PREVIEW_REQUEST, type PreviewRequest } from './plan-schemas.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, NOTHING } from './schemas.ts';
import type { ApiStores } from './stores.ts';

interface PreviewDeps {
  readonly stores: Pick<ApiStores, 'contexts' | 'definitions' | 'devices' | 'tenants'>;
  readonly settings: EvaluateSettings;
}

/** A phone that supports everything, in numbers that are nobody's. */
const IMAGINED: Omit<Device, 'tenantId' | 'model'> = {
  id: '00000000-0000-4000-8000-000000000000',
  msisdn: '+99901000001',
  imsi: '001010000000001',
  imei: '490154203237518',
  applications: null,
  bearers: null,
  dm: null,
  timeZone: null,
  mediaTypes: null,
  maxParts: 255,
  binding: { proof: 'operator', by: null, at: '1970-01-01T00:00:00.000Z' },
  revision: 1,
  createdAt: '1970-01-01T00:00:00.000Z',
  updatedAt: '1970-01-01T00:00:00.000Z',
};
const IMAGINED_PIN = '12345678';

/** What an order from a definition would do, before anybody can order from it. */
export function previewRoutes(deps: PreviewDeps): Route[] {
  const preview = createPreview(deps);
  return [
    defineRoute(
      {
        method: 'POST',
        path: '/v1/definitions/:name/:version/preview',
        summary: 'Shows what an order from a version of a definition would do, in whatever state the version is',
        object: 'definitions',
        operation: 'preview',
        ownership: 'tenant',
        scope: 'definitions:preview',
        params: VERSION_PARAMS,
        query: NOTHING,
        headers: ANY_HEADERS,
        body: PREVIEW_REQUEST,
        replies: { 200: PLAN },
        absent: 'definition_not_found',
      },
      async ({ params: { name, version }, body }, { tenantId }) => {
        const definition = await deps.stores.definitions.look(tenantId, name, version);
        if (definition === undefined) {
          throw new ProvisioningError('definition_not_found', 'No definition has this name and version');
        }
        return { status: 200, body: await preview({ tenantId, definition }, body) };
      },
    ),
  ];
}

function createPreview({ stores, settings }: PreviewDeps) {
  const evaluate = createEvaluateOrder({ stores, settings, extent: 'all' });
  const requireParameters = createRequireParameters();

  return async (
    { tenantId, definition }: { readonly tenantId: string; readonly definition: RegisteredDefinition },
    { device: reference, model, parameters = {}, pin }: PreviewRequest,
  ): Promise<PlanReply> => {
    const imagined = reference === undefined;
    const knownPin = pin ?? (imagined ? IMAGINED_PIN : undefined);
    const sampled = withSamples(definition, parameters, requireParameters);
    const order: OrderCase = {
      tenantId,
      orderId: randomUUID(),
      parameters: sampled,
      imagined: Object.keys(sampled).filter((name) => !Object.hasOwn(parameters, name)),
      ...(knownPin !== undefined && { pin: knownPin }),
      definition: async () => definition,
      device: async () =>
        reference === undefined
          ? { ...IMAGINED, tenantId, model: model ?? null }
          : findDevice(stores.devices, tenantId, reference),
      isPreview: true,
    };
    const { attempt, errors } = createCollector();
    const evaluation = await evaluate(order, attempt);
    const isUndecided = definition.tenantId === tenantId && definition.approvedAt === null;
    const findings = [
      ...presentFindings(evaluation, errors),
      ...(isUndecided ? approvalFindings(definition.definition, await stores.tenants.rights(tenantId)) : []),
    ];
    const plan = makePlan(evaluation, {
      order,
      findings,
      ordersLeft: null,
      signsProfiles: settings.signsProfiles ?? false,
    });
    return { ...plan, device: presentDevice(evaluation.device, imagined) };
  };
}

/** The given parameters, and for the others values that fit their schema. What the user is asked for stays open. */
function withSamples(
  definition: RegisteredDefinition,
  given: Readonly<Record<string, unknown>>,
  requireParameters: RequireParameters,
): Readonly<Record<string, unknown>> {
  const asked = openNames(definition.definition, Object.keys(given));
  const candidates = sampleSets(definition.definition.parameters).map(({ parameters }) => ({
    ...Object.fromEntries(Object.entries(parameters).filter(([name]) => !asked.includes(name))),
    ...given,
  }));
  // Rules between parameters are not known to samples: the first set that keeps them.
  const fitting = candidates.find((parameters) => fits(definition, parameters, requireParameters));
  return fitting ?? candidates[0] ?? given;
}

function fits(
  definition: RegisteredDefinition,
  parameters: Readonly<Record<string, unknown>>,
  requireParameters: RequireParameters,
): boolean {
  try {
    requireParameters(definition, parameters);
    return true;
  } catch {
    return false;
  }
}

/** What keeps the definition itself from being active: what an operator may approve, and what nobody may. */
function approvalFindings(definition: ServiceDefinition, rights: ContentRights): Finding[] {
  return approvalNeeded(definition, rights).map(({ path, why, approvable }) => ({
    severity: approvable ? ('warning' as const) : ('error' as const),
    code: approvable ? 'approval_needed' : 'content_forbidden',
    path,
    text: approvable ? `${why}, or the approval of an operator` : `${why}: what comes from orders cannot be approved`,
  }));
}
