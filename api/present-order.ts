import type { ServiceDefinition } from '../domain/definition.ts';
import type { Order } from '../domain/records.ts';
import { openPrompts } from './answers.ts';
import type { OrderReply, Question } from './order-schemas.ts';

/** An order as its tenant sees it. Field by field, so that what the store adds is not shown by accident. */
export function presentOrder(order: Order): OrderReply {
  return {
    id: order.id,
    deviceId: order.deviceId,
    definition: { name: order.definition.name, version: order.definition.version },
    kind: order.kind,
    externalId: order.externalId,
    run: order.run,
    state: order.state,
    reason: order.reason,
    evidence: order.evidence,
    wantedEvidence: order.wantedEvidence,
    security: order.security,
    fallback: order.fallback,
    content: order.content,
    context: order.context && { id: order.context.id, name: order.context.name },
    pin: order.pin && { way: order.pin.way, toldAt: order.pin.toldAt },
    acceptedAt: order.acceptedAt,
    expiresAt: order.expiresAt,
    answerDueAt: order.answerDueAt,
    waitsUntil: order.waitsUntil,
    asking: order.asking,
    settledAt: order.settledAt,
    erasedAt: order.erasedAt,
    replaces: order.replaces,
    replacedBy: order.replacedBy,
    carriedBy: order.carriedBy,
    carries: [...order.carries],
    queuedBehind: order.queuedBehind,
    queuePlace: order.queuePlace,
    attempts: order.attempts.map((attempt) => ({ ...attempt, passedOver: [...attempt.passedOver] })),
  };
}

/** What the calling system is to ask its user: nothing of what it gave itself. */
export function presentQuestions(
  definition: ServiceDefinition,
  given: readonly string[],
): Pick<Required<OrderReply>, 'confirmation' | 'questions'> {
  const { required = [], properties } = definition.parameters;
  const questions = openPrompts(definition, given).map(({ parameter, secret, text }): Question => {
    // A default is the provider's business: it may be a password.
    const { default: _, ...schema } = properties[parameter] ?? {};
    return { parameter, secret, required: required.includes(parameter), text: { ...text }, schema };
  });
  return { confirmation: { ...definition.confirmation.text }, questions };
}
