import { type Static, Type } from '@sinclair/typebox';
import { PAP_STATES } from '../codecs/pap-message.ts';
import { createParser } from './parse-input.ts';
import { createRules, DelayMs, RULE_HEAD, type Rules } from './rules.ts';

const MAX_NOTIFICATIONS = 100;
const MAX_TEXT = 100_000;

const closed = { additionalProperties: false } as const;
const Code = Type.Integer({ minimum: 1_000, maximum: 9_999 });
const State = Type.Union(PAP_STATES.map((state) => Type.Literal(state)));

const ResponseRule = Type.Object(
  {
    /** Code of PAP in place of the gateway's own; from 2000 on the push is not taken. */
    code: Type.Optional(Code),
    /** HTTP status; 202 when absent. */
    status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
    /** In place of the push-response, as it stands. */
    body: Type.Optional(Type.String({ maxLength: MAX_TEXT })),
    /** Answers about another push. */
    pushId: Type.Optional(Type.String({ maxLength: 200 })),
    delayMs: Type.Optional(DelayMs),
    /** Takes the push and never says so. */
    never: Type.Optional(Type.Boolean()),
    /** Takes the push and drops the connection in place of the answer. */
    closeBefore: Type.Optional(Type.Boolean()),
  },
  closed,
);

const NotificationRule = Type.Object(
  {
    never: Type.Optional(Type.Boolean()),
    delayMs: Type.Optional(DelayMs),
    /** Before the push is answered. */
    beforeResponse: Type.Optional(Type.Boolean()),
    state: Type.Optional(State),
    code: Type.Optional(Code),
    /** Names another push. */
    pushId: Type.Optional(Type.String({ maxLength: 200 })),
    /** As somebody would send it who does not know the credentials. */
    forged: Type.Optional(Type.Boolean()),
    /** In place of the notification, as it stands. */
    body: Type.Optional(Type.String({ maxLength: MAX_TEXT })),
    /** How often the same notification is sent, whatever is answered. */
    times: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_NOTIFICATIONS })),
    /** Further notifications for the same push, one after the other: late intermediate ones, contradictions. */
    also: Type.Optional(
      Type.Array(Type.Object({ state: State, code: Type.Optional(Code), delayMs: Type.Optional(DelayMs) }, closed), {
        maxItems: MAX_NOTIFICATIONS,
      }),
    ),
  },
  closed,
);
export type NotificationRule = Static<typeof NotificationRule>;

const PushRule = Type.Object(
  {
    ...RULE_HEAD,
    response: Type.Optional(ResponseRule),
    /** How long the push is pending before it goes to its handset. */
    deliverAfterMs: Type.Optional(DelayMs),
    notification: Type.Optional(NotificationRule),
    /** The push is lost: it stays pending, and there is no notification unless `notification.state` tells one. */
    drop: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type PushRule = Static<typeof PushRule>;

export type PushScript = Rules<PushRule>;

/** What the gateway was told to do to the pushes to come. */
export function createPushScript(): PushScript {
  return createRules(createParser(PushRule));
}
