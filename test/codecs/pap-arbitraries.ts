import {
  PAP_DELIVERY_METHODS,
  PAP_PRIORITIES,
  PAP_REPLACE_METHODS,
  PAP_STATES,
  type PapMessage,
} from '../../codecs/pap-message.ts';
import { isXmlText } from '../../codecs/xml-text.ts';
import { fc } from '../helpers/drawn-values.ts';

/** Any text that XML can carry, white space and quotation marks included. */
const text = fc.string({ unit: 'binary', maxLength: 20 }).filter(isXmlText);
/** Whole seconds of the years that the form of a time has room for. */
const time = fc
  .integer({ min: Date.UTC(1000, 0, 1) / 1_000, max: Date.UTC(9999, 11, 31) / 1_000 })
  .map((seconds) => new Date(seconds * 1_000));
const code = fc.integer({ min: 1_000, max: 9_999 });
const addresses = fc.array(text, { maxLength: 3 });
const state = fc.constantFrom(...PAP_STATES);
const optional: { requiredKeys: never[] } = { requiredKeys: [] };

const qualityOfService = fc.record(
  {
    priority: fc.constantFrom(...PAP_PRIORITIES),
    deliveryMethod: fc.constantFrom(...PAP_DELIVERY_METHODS),
    network: text,
    networkRequired: fc.boolean(),
    bearer: text,
    bearerRequired: fc.boolean(),
  },
  optional,
);
const is = <const T extends string>(type: T) => fc.constant<T>(type);

/** Every message of PAP that is written and read. */
export const papMessages: fc.Arbitrary<PapMessage> = fc.oneof(
  fc.record(
    {
      type: is('push-message'),
      pushId: text,
      addresses: fc.array(text, { minLength: 1, maxLength: 3 }),
      qualityOfService,
      deliverBefore: time,
      deliverAfter: time,
      sourceReference: text,
      progressNotesRequested: fc.boolean(),
      notifyTo: text,
      replacePushId: text,
      replaceMethod: fc.constantFrom(...PAP_REPLACE_METHODS),
    },
    { requiredKeys: ['type', 'pushId', 'addresses'] },
  ),
  fc.record(
    {
      type: is('push-response'),
      pushId: text,
      senderAddress: text,
      senderName: text,
      replyTime: time,
      progressNotes: fc.array(fc.record({ stage: text, note: text, time }, { requiredKeys: ['stage'] }), {
        maxLength: 2,
      }),
      result: fc.record({ code, desc: text }, { requiredKeys: ['code'] }),
    },
    { requiredKeys: ['type', 'pushId', 'progressNotes', 'result'] },
  ),
  fc.record({ type: is('cancel-message'), pushId: text, addresses }),
  fc.record({ type: is('statusquery-message'), pushId: text, addresses }),
  fc.record({
    type: is('cancel-response'),
    pushId: text,
    results: fc.array(fc.record({ code, desc: text, addresses }, { requiredKeys: ['code', 'addresses'] }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({
    type: is('statusquery-response'),
    pushId: text,
    results: fc.array(
      fc.record(
        { code, desc: text, state, eventTime: time, addresses, qualityOfService },
        { requiredKeys: ['code', 'state', 'addresses'] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  fc.record(
    {
      type: is('resultnotification-message'),
      pushId: text,
      address: text,
      qualityOfService,
      senderAddress: text,
      senderName: text,
      receivedTime: time,
      eventTime: time,
      state,
      code,
      desc: text,
    },
    { requiredKeys: ['type', 'pushId', 'address', 'state', 'code'] },
  ),
  fc.record(
    { type: is('resultnotification-response'), pushId: text, code, desc: text, address: text },
    { requiredKeys: ['type', 'pushId', 'code'] },
  ),
  fc.record(
    { type: is('badmessage-response'), code, desc: text, fragment: text },
    { requiredKeys: ['type', 'code', 'fragment'] },
  ),
);
