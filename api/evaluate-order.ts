import { encodeProvisioningMessage, type ProvisioningMessage } from '../codecs/provisioning-message.ts';
import { differenceFromStored, type StoredKnown } from '../codecs/stored-difference.ts';
import type { AskWay } from '../domain/asking.ts';
import { type ContentRights, judgeDocument } from '../domain/content.ts';
import type { OrderContext } from '../domain/context.ts';
import { imaginedUrl, isServed } from '../domain/context-url.ts';
import { requireOrderable } from '../domain/definition-life.ts';
import type { Difference } from '../domain/difference.ts';
import type { DocumentFault } from '../domain/document.ts';
import { pendingParms } from '../domain/drawn-parms.ts';
import type { OrderPolicy } from '../domain/order.ts';
import { openNames } from '../domain/questions.ts';
import type { Device } from '../domain/records.ts';
import type { RegisteredDefinition } from '../domain/requests.ts';
import type { Tenant } from '../domain/tenant.ts';
import { requireContextFree } from './context-free.ts';
import { withKnown } from './known-parameters.ts';
import { requireFormsOf } from './made-forms.ts';
import { endsAt, requireAddressable, requireFit, requireWays, startInMs, usableBearers } from './order-checks.ts';
import { requireContext } from './order-context.ts';
import { type DeliverySettings, orderPolicy } from './order-policy.ts';
import type { OrderRequest } from './order-schemas.ts';
import { type OrderSecurity, secureOrder } from './order-security.ts';
import { createRequireParameters, type FaultExtent } from './parameters.ts';
import type { ApiStores } from './stores.ts';
import { timeZoneOf } from './time-zone.ts';
import { renderTrial, requireAllowed, requireSize, requireValid, type Trial } from './trial-render.ts';
import { needsUser, requireUserWays } from './user-confirmation.ts';

/** What the installation decides about orders. */
export interface EvaluateSettings extends DeliverySettings {
  /** Where phones reach us, without a slash at the end. */
  readonly publicUrl: string;
}

/** What is looked at: an order as it comes in, or what may become one. */
export interface OrderCase
  extends Pick<OrderRequest, 'parameters' | 'pin' | 'notBefore' | 'expires' | 'timeZone' | 'context' | 'content'> {
  readonly tenantId: string;
  readonly orderId: string;
  /** Finds the definition, or throws why not. */
  readonly definition: () => Promise<RegisteredDefinition>;
  readonly device: () => Promise<Device>;
  /** The definition is taken in whatever state it is, and the tenant's own as if an operator had approved it. */
  readonly isPreview?: boolean;
  /** Parameters that were made up: what lies in their values is not judged. */
  readonly imagined?: readonly string[];
}

/** What came of it. Something is undefined when it, or something that it needs, failed. */
export interface Evaluation {
  /** What stands for the provisioning URL of a context that is opened. */
  readonly contextUrl: string;
  readonly tenant: Tenant;
  readonly definition: RegisteredDefinition | undefined;
  readonly device: Device | undefined;
  /** With what the record of the device knows. */
  readonly parameters: OrderCase['parameters'];
  /** Ways in which the user is asked, in the order in which they are tried. */
  readonly ways: readonly AskWay[] | undefined;
  readonly security: OrderSecurity | undefined;
  /** What its settings go into; null for none, undefined when what was named cannot be used. */
  readonly context: OrderContext | null | undefined;
  /** With the longest answers. */
  readonly trial: Trial | undefined;
  readonly message: ProvisioningMessage | undefined;
  /** How much of it goes to the phone, and why it goes whole where it was not to. */
  readonly content: Difference | undefined;
  /** What some handsets may not take of the document. */
  readonly warnings: readonly DocumentFault[];
  readonly policy: OrderPolicy | undefined;
  /** Where the device is; undefined where nothing rests on it. */
  readonly timeZone: string | undefined;
  /** The operator wants the word of the user himself, whatever the definition says. */
  readonly isUserNeeded: boolean;
}

/**
 * Takes one step, and says what to do about its failure: an order stops at the first, a plan notes it and goes on with what
 * does not need the step.
 */
export type Attempt = <T>(step: () => T | Promise<T>) => Promise<T | undefined>;

/** Stops at the first failure. */
export const STRICTLY: Attempt = async (step) => step();

/**
 * Does everything that an order needs, short of storing it. Orders and plans are both made of this one function, so that
 * they cannot disagree. Everything that can be known now is checked now, cheapest first.
 */
export function createEvaluateOrder({
  stores,
  settings,
  extent = 'first',
}: {
  readonly stores: Pick<ApiStores, 'tenants' | 'contexts'>;
  readonly settings: EvaluateSettings;
  /** How much of what is wrong with the parameters is told. */
  readonly extent?: FaultExtent;
}) {
  const requireParameters = createRequireParameters(extent);

  return async (wanted: OrderCase, attempt: Attempt): Promise<Evaluation> => {
    const tenant = await stores.tenants.find(wanted.tenantId);
    const contextUrl = imaginedUrl(settings.publicUrl);
    const definition = await attempt(wanted.definition);
    if (definition !== undefined) {
      if (wanted.isPreview !== true) await attempt(() => requireOrderable(definition, wanted.tenantId));
      await attempt(() => requireParameters(definition, wanted.parameters));
    }
    const device = await attempt(wanted.device);
    if (definition === undefined || device === undefined)
      return { ...NOTHING_MADE, contextUrl, tenant, definition, device, parameters: wanted.parameters };
    const order = { ...wanted, parameters: withKnown(definition.definition, device, wanted.parameters) };

    const subject = { order, tenant, definition, device, contextUrl };
    await attempt(() => requireAddressable(device, definition.definition));
    await attempt(() => requireFit(device, definition.definition));
    const isUserNeeded = await needsUser(stores.contexts, { tenant, definition: definition.definition, device });
    const ways = await attempt(() => {
      const possible = requireWays(definition.definition, device, Object.keys(order.parameters));
      return isUserNeeded ? requireUserWays(definition.definition, possible) : possible;
    });
    const circumstances = { ways: ways ?? [], hasNumber: device.msisdn !== null, bySms: tenant.settings.pinBySms };
    const bearers = usableBearers(definition.definition, device);
    const known = { imsi: device.imsi, model: device.model, pin: order.pin ?? null, circumstances, bearers };
    const context = await attempt(() => requireContext(stores.contexts, subject));
    const security = await attempt(() =>
      secureOrder(definition.definition, { ...known, isServed: isServed(context?.name ?? '', settings.publicUrl) }),
    );
    const rights = await stores.tenants.rights(order.tenantId);
    const trial = await attempt(() => render(subject));
    const seen = { ...subject, security, rights, inContext: await knownIn(stores.contexts, order, context) };
    const examined = trial === undefined ? UNSEEN : await examine({ ...seen, trial }, attempt);
    if (trial !== undefined) await attempt(() => requireContextFree(stores.contexts, device, trial.document));
    const policy = await attempt(() => policyOf(subject, settings, { ways: ways ?? [], isUserNeeded }));
    if (trial !== undefined) await attempt(() => requireFormsOf({ ...subject, rights, values: trial.values }));
    const timeZone = placeOf(subject, policy);
    const made = { ways, security, context, trial, ...examined, policy, timeZone, isUserNeeded };
    return { contextUrl, tenant, definition, device, parameters: order.parameters, ...made };
  };
}

const NOTHING_MADE = {
  ways: undefined,
  security: undefined,
  context: undefined,
  trial: undefined,
  message: undefined,
  warnings: [],
  content: undefined,
  policy: undefined,
  timeZone: undefined,
  isUserNeeded: false,
} as const;

interface Subject {
  readonly contextUrl: string;
  readonly order: OrderCase;
  readonly tenant: Tenant;
  readonly definition: RegisteredDefinition;
  readonly device: Device;
}

function policyOf(
  { order, tenant, definition }: Subject,
  settings: DeliverySettings,
  asked: { readonly ways: readonly AskWay[]; readonly isUserNeeded: boolean },
): OrderPolicy {
  const times = { startInMs: startInMs(order), endsAt: endsAt(order), quietHours: tenant.settings.quietHours };
  return orderPolicy(definition.definition, settings, { ...times, ...asked });
}

/** Where the device is, when it matters. */
function placeOf({ order, ...subject }: Subject, policy: OrderPolicy | undefined): string | undefined {
  return policy?.quiet === undefined ? undefined : timeZoneOf(order, subject);
}

function render({
  order: { parameters, orderId },
  tenant,
  definition: { definition },
  device,
  contextUrl,
}: Subject): Trial {
  return renderTrial({ definition, parameters, device, tenant, orderId, contextUrl }, 'longest');
}

const UNSEEN = { message: undefined, warnings: [], content: undefined } as const;

interface Seen extends Subject {
  readonly trial: Trial;
  readonly security: OrderSecurity | undefined;
  readonly rights: ContentRights;
  /** Null where all of the document goes to the phone anyway; undefined when what is there is not certain. */
  readonly inContext: readonly StoredKnown[] | null | undefined;
}

/** What is in the context, for an order that wants no more than what differs. */
async function knownIn(
  contexts: Pick<ApiStores['contexts'], 'known'>,
  { content }: Pick<OrderCase, 'content'>,
  context: OrderContext | null | undefined,
): Promise<Seen['inContext']> {
  return content === 'difference' && context ? contexts.known(context.id) : null;
}

/** Looks at a document that can be made. */
async function examine(
  { order, definition, device, trial: { document, origins }, security, rights, contextUrl, inContext }: Seen,
  attempt: Attempt,
): Promise<Pick<Evaluation, 'message' | 'warnings' | 'content'>> {
  const warnings = await attempt(() => requireValid(document));
  const asked = openNames(definition.definition, Object.keys(order.parameters));
  const unknown = [...asked, ...(order.imagined ?? [])];
  const pending = pendingParms(definition.definition, { origins, asked: unknown });
  const isOwnPreview = order.isPreview === true && definition.tenantId === order.tenantId;
  const approved = isOwnPreview || definition.approvedAt !== null;
  await attempt(() =>
    requireAllowed(
      judgeDocument(document, { ...rights, definition: definition.definition, approved, pending, ownUrl: contextUrl }),
    ),
  );
  // What has errors may be impossible to encode.
  if (warnings === undefined || security === undefined) return { ...UNSEEN, warnings: warnings ?? [] };
  const { name } = definition.definition;
  const content =
    inContext === null ? undefined : differenceFromStored(document, { definition: name, known: inContext });
  const sent = content?.form === 'difference' ? content.document : document;
  const message = encodeProvisioningMessage(sent, security.secret);
  await attempt(() => requireSize(message.partCount, device));
  return { message, warnings, content };
}
