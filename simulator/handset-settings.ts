import { type Static, Type } from '@sinclair/typebox';

/** Far longer than any test waits. */
const MAX_DELAY_MS = 3_600_000;

/** What a handset is told to be (PUT /handsets/{msisdn}). */
export const HandsetSettings = Type.Object(
  {
    imsi: Type.String({ pattern: '^[0-9]{6,15}$' }),
    user: Type.Optional(
      Type.Object(
        {
          /** Typed once at every message that asks for a PIN; without it the message waits for POST …/type. */
          pin: Type.Optional(Type.String({ pattern: '^[0-9]{1,40}$' })),
          /** `accept` when absent; `ignore` leaves every message waiting. */
          decision: Type.Optional(
            Type.Union([Type.Literal('accept'), Type.Literal('decline'), Type.Literal('ignore')]),
          ),
          /** Opens links to settings that come in messages. */
          opensLinks: Type.Optional(Type.Boolean()),
          /** From arrival to the user's act, in milliseconds. */
          delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_DELAY_MS })),
        },
        { additionalProperties: false },
      ),
    ),
    behaviour: Type.Optional(
      Type.Object(
        {
          /** Not reachable: nothing is taken. */
          off: Type.Optional(Type.Boolean()),
          /** Knows nothing of contexts: whatever comes later needs a proof as well, as with some Motorola phones. */
          noContinuous: Type.Optional(Type.Boolean()),
          /** Takes documents that carry no proof, as some old handsets did. */
          acceptUnsigned: Type.Optional(Type.Boolean()),
          /** Answer the radio with this HTTP status instead of taking the message. */
          status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type HandsetSettings = Static<typeof HandsetSettings>;

/** One short message on its way from the SMSC to a handset. */
export const RadioMessage = Type.Object({
  to: Type.String({ maxLength: 40 }),
  from: Type.String({ maxLength: 40 }),
  dataCoding: Type.Integer({ minimum: 0, maximum: 255 }),
  /** Bit 6 says that the user data starts with a header (SMPP 3.4 §5.2.12). */
  esmClass: Type.Integer({ minimum: 0, maximum: 255 }),
  /** Hexadecimal; message_payload may hold far more than 140 octets. */
  userData: Type.String({ pattern: '^([0-9a-fA-F]{2})*$', maxLength: 131_072 }),
});
export type RadioMessage = Static<typeof RadioMessage>;

/** A push on its way from a gateway to a handset, over a bearer that is not short messages. */
export const RadioPush = Type.Object({
  to: Type.String({ maxLength: 40 }),
  from: Type.String({ maxLength: 40 }),
  /** A connectionless push of WSP, hexadecimal. */
  push: Type.String({ pattern: '^([0-9a-fA-F]{2})*$', maxLength: 131_072 }),
});
export type RadioPush = Static<typeof RadioPush>;
