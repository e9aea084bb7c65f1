import test from 'ava';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { drawPin, type PinCircumstances, pinWayOf } from '../../domain/pin.ts';
import { definitionNamed } from '../helpers/definitions.ts';

const MAIL = definitionNamed('mail');
const ON_PAGE: ServiceDefinition = {
  ...MAIL,
  confirmation: { ...MAIL.confirmation, mode: 'hosted' },
  acknowledgement: { ...MAIL.acknowledgement, evidence: 'applied' },
};
const EVERYTHING: PinCircumstances = { ways: ['hosted'], hasNumber: true, bySms: true };

const CASES: readonly [string, Partial<ServiceDefinition>, Partial<PinCircumstances>, string | undefined][] = [
  ['on the page that the user answers on', {}, {}, 'page'],
  ['by the client where the user may answer elsewhere', {}, { ways: ['hosted', 'sms'] }, 'client'],
  ['by the client where nobody is asked', {}, { ways: [] }, 'client'],
  [
    'by the client where the order goes on without the user',
    { confirmation: { ...ON_PAGE.confirmation, onTimeout: 'proceed' } },
    {},
    'client',
  ],
  ['in the order that the definition wants', { delivery: { ...MAIL.delivery, pin: ['sms', 'page'] } }, {}, 'sms'],
  ['by message where the order ends on arrival', { acknowledgement: MAIL.acknowledgement }, {}, 'sms'],
  [
    'in no way where the order ends on arrival and the tenant has not allowed messages',
    { acknowledgement: MAIL.acknowledgement },
    { bySms: false },
    undefined,
  ],
  ['in no way that is not wanted', { delivery: { ...MAIL.delivery, pin: ['sms'] } }, { bySms: false }, undefined],
  [
    'in no way by message without a number',
    { delivery: { ...MAIL.delivery, pin: ['sms'] } },
    { hasNumber: false },
    undefined,
  ],
];

for (const [title, fields, circumstances, expected] of CASES) {
  test(`a PIN is told ${title}`, (t) => {
    t.is(pinWayOf({ ...ON_PAGE, ...fields }, { ...EVERYTHING, ...circumstances }), expected as never);
  });
}

test('a PIN has eight digits or as many as the definition wants, and its half five where the document makes as many', (t) => {
  let next = 0;
  const digit = () => next++ % 10;
  t.is(drawPin('USERPIN', undefined, digit), '01234567');
  t.is(drawPin('USERPINMAC', 6, digit), '89012');
  t.is(drawPin('USERNETWPIN', 6, digit), '345678');
});
