import { encodeProvisioningMessage } from '../codecs/provisioning-message.ts';
import { formatXml } from '../codecs/xml.ts';
import type { AskWay } from '../domain/asking.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import { secretParms } from '../domain/drawn-parms.ts';
import { maskDocument } from '../domain/masking.ts';
import { longestMs, type OrderPolicy } from '../domain/order.ts';
import { askWaysOf, isByMessage, linkWayOf, openNames } from '../domain/questions.ts';
import type { Device } from '../domain/records.ts';
import type { Evaluation, OrderCase } from './evaluate-order.ts';
import { planForms } from './made-forms.ts';
import { usableBearers } from './order-checks.ts';
import type { OrderSecurity } from './order-security.ts';
import type { Extent, Finding, PlanReply } from './plan-schemas.ts';
import { presentQuestions } from './present-order.ts';
import { sendingTime } from './quiet-plan.ts';
import { renderTrial } from './trial-render.ts';

interface PlanFrame {
  readonly order: OrderCase;
  readonly findings: Finding[];
  readonly ordersLeft: number | null;
  /** Profiles of Apple are signed. */
  readonly signsProfiles: boolean;
  /** What the user has agreed to before. */
  readonly standing?: { readonly id: string; readonly until: string } | null;
}

/** What a plan says of an evaluation: everything that would happen, and no secret. */
export function makePlan(
  evaluation: Evaluation,
  { order, findings, ordersLeft, signsProfiles, standing = null }: PlanFrame,
): Omit<PlanReply, 'device'> {
  const { definition, security, policy } = evaluation;
  const size = sizeOf(evaluation, order);
  return {
    allowed: !findings.some(({ severity }) => severity === 'error'),
    findings,
    ...(definition === undefined
      ? NO_SERVICE
      : serviceOf(definition.definition, { evaluation, parts: size?.parts, standing })),
    document: maskedXml(evaluation),
    forms: formsOf(evaluation, signsProfiles),
    size: size ?? null,
    security: security === undefined ? null : presentSecurity(security),
    context: evaluation.context ?? null,
    content: contentOf(evaluation.content),
    ordersLeftToday: ordersLeft,
    expiresAt:
      policy === undefined ? null : inMs(Math.min(longestMs(policy), (policy.endsAt ?? Infinity) - Date.now())),
  };
}

type Service = Pick<PlanReply, 'definition' | 'bearers' | 'lookup' | 'confirmation' | 'price' | 'policy'>;

const NO_SERVICE: Service = {
  definition: null,
  bearers: [],
  lookup: null,
  confirmation: null,
  price: null,
  policy: null,
};

/** What the definition says of it. */
function serviceOf(
  definition: ServiceDefinition,
  {
    evaluation,
    parts,
    standing,
  }: { evaluation: Evaluation; parts: Extent | undefined } & Required<Pick<PlanFrame, 'standing'>>,
): Service {
  const { device, parameters, policy, isUserNeeded } = evaluation;
  // Whoever agreed before is not asked.
  const ways = standing === null ? evaluation.ways : [];
  return {
    definition: { name: definition.name, version: definition.version },
    bearers: device === undefined ? [] : [...(evaluation.security?.kinds ?? usableBearers(definition, device))],
    lookup: lookupOf(definition, Object.keys(parameters)),
    confirmation: {
      ...confirmationOf(definition, Object.keys(parameters), ways),
      required: isUserNeeded,
      standing,
      ...(isUserNeeded && standing === null && { onTimeout: 'expire' }),
    },
    price: priceOf(definition, parts, ways),
    policy: policy === undefined ? null : presentPolicy(definition, { ...evaluation, policy }, standing !== null),
  };
}

/** The device as the plan's reader knows it. */
export function presentDevice(device: Device | undefined, imagined: boolean): PlanReply['device'] {
  return device === undefined ? null : { id: imagined ? null : device.id, model: device.model, imagined };
}

function presentSecurity({ method, fallback, pinWay, why }: OrderSecurity): NonNullable<PlanReply['security']> {
  return { method, fallback: fallback?.method ?? null, pin: pinWay, why };
}

/** Undefined where all of it goes because nobody wants less. */
function contentOf(content: Evaluation['content']): PlanReply['content'] {
  if (content === undefined) return { form: 'whole', why: null };
  return content.form === 'whole' ? content : { form: content.form, why: null };
}

function maskedXml({ definition, trial, parameters, content }: Evaluation): string | null {
  if (definition === undefined || trial === undefined) return null;
  const asked = openNames(definition.definition, Object.keys(parameters));
  const secret = secretParms(definition.definition, { origins: trial.origins, asked });
  return formatXml(
    maskDocument(content?.form === 'difference' ? content.document : trial.document, (parm) => secret.has(parm)),
  );
}

const UNKNOWN = { model: null, mediaTypes: null };

function formsOf({ definition, trial, parameters, device }: Evaluation, signs: boolean): PlanReply['forms'] {
  if (definition === undefined || trial === undefined) return [];
  const asked = openNames(definition.definition, Object.keys(parameters));
  return planForms(definition.definition, { values: trial.values, asked, device: device ?? UNKNOWN, signs });
}

/** From the shortest answers to the longest. Without questions both are the same message. */
function sizeOf(
  { contextUrl, tenant, definition, device, parameters, message, security, content }: Evaluation,
  order: OrderCase,
) {
  if (definition === undefined || device === undefined || message === undefined || security === undefined)
    return undefined;
  const { orderId } = order;
  const shortest = renderTrial(
    { definition: definition.definition, parameters, device, tenant, orderId, contextUrl },
    'shortest',
  );
  // What the user has yet to answer may make a difference of its own: no less is promised than now.
  const least =
    content?.form === 'difference' ? message : encodeProvisioningMessage(shortest.document, security.secret);
  return {
    wbxmlOctets: { least: least.wbxml.length, most: message.wbxml.length },
    pushOctets: { least: least.push.length, most: message.push.length },
    parts: { least: least.partCount, most: message.partCount },
  };
}

/** Nobody is called by a plan: what the endpoint knows is not foreseen. */
function lookupOf({ lookup }: ServiceDefinition, given: readonly string[]): PlanReply['lookup'] {
  if (lookup === undefined) return null;
  return { parameters: lookup.parameters.filter((name) => !given.includes(name)), ifDown: lookup.ifDown };
}

/** Where no way is possible, those that the definition wants: a finding says what is wrong with them. */
function confirmationOf(
  definition: ServiceDefinition,
  given: readonly string[],
  ways: readonly AskWay[] = askWaysOf(definition),
): Omit<NonNullable<PlanReply['confirmation']>, 'required' | 'standing'> {
  const { confirmation: text, questions } = presentQuestions(definition, given);
  const { onTimeout = 'expire' } = definition.confirmation;
  const link = ways.includes('hosted') ? linkWayOf(definition) : null;
  return { ways: [...ways], link, onTimeout: ways.length === 0 ? null : onTimeout, text, questions };
}

/** A document goes in short messages, whole over a gateway, or is fetched; where it may go either way, none of one kind may be charged. */
function sendingCharges(
  { bearers, attempts }: ServiceDefinition['delivery'],
  parts: Extent,
): NonNullable<PlanReply['price']>['charges'] {
  const least = (extent: Extent): number => (bearers.length === 1 ? extent.least : 0);
  const whole = { least: least({ least: 1, most: 1 }), most: attempts };
  return bearers.map((bearer) => {
    if (bearer === 'pap') return { kind: 'pap.push', ...whole };
    if (bearer === 'pull') return { kind: 'pull.link', ...whole };
    return { kind: 'sms.part', least: least(parts), most: parts.most * attempts };
  });
}

function priceOf(
  definition: ServiceDefinition,
  parts: Extent | undefined,
  ways: readonly AskWay[] = [],
): PlanReply['price'] {
  const once = { least: 1, most: 1 };
  const { charging, delivery } = definition;
  // What the calling system asks itself costs nothing here, nor does a link that it hands over; an answer on our page does.
  const prompts = ways.filter((way) => isByMessage(way, definition)).length;
  const isAnsweredHere = ways.some((way) => way !== 'client');
  return {
    class: charging.class,
    charges: [
      { kind: 'order.accepted', ...once },
      ...(prompts === 0
        ? []
        : [{ kind: 'prompt.sent' as const, least: isFirstSent(definition, ways) ? 1 : 0, most: prompts }]),
      ...(isAnsweredHere ? [{ kind: 'prompt.answered' as const, least: 0, most: 1 }] : []),
      ...(parts === undefined ? [] : sendingCharges(delivery, parts)),
      { kind: 'document.submitted', ...once },
      { kind: 'document.delivered', ...once },
      { kind: 'order.completed', ...once },
    ],
  };
}

function isFirstSent(definition: ServiceDefinition, [first]: readonly AskWay[]): boolean {
  return first !== undefined && isByMessage(first, definition);
}

function presentPolicy(
  { confirmation, delivery, acknowledgement }: ServiceDefinition,
  evaluation: Evaluation & { readonly policy: OrderPolicy },
  isAnswered: boolean,
): PlanReply['policy'] {
  const { startInMs, ask, maxAttempts, wantedEvidence } = evaluation.policy;
  const { sendsAt, quietHours } = sendingTime(evaluation, Date.now());
  return {
    startsAt: startInMs > 0 ? inMs(startInMs) : null,
    sendsAt: new Date(sendsAt).toISOString(),
    quietHours,
    attempts: maxAttempts,
    answerWithin: ask === null || isAnswered ? null : confirmation.timeout,
    validity: delivery.validity,
    evidence: wantedEvidence,
    evidenceWithin: acknowledgement.timeout,
  };
}

function inMs(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}
