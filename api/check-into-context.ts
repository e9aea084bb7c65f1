import { CONTEXT_URL_SLOT } from '../domain/context-url.ts';
import { isTrustedPath } from '../domain/context-ways.ts';
import type { ServiceDefinition, TemplateCharacteristic } from '../domain/definition.ts';
import { parmsOf, templateSlots } from '../domain/template.ts';
import { goesIntoContext } from './order-context.ts';
import type { FaultList } from './spot.ts';

/** Holds what a definition says of contexts against the rest of it. */
export function checkIntoContext(definition: ServiceDefinition, faults: FaultList): void {
  const { kind, document } = definition;
  if (kind === 'provisioning') {
    for (const [i, characteristic] of document.entries()) {
      if (!opensContext(characteristic)) continue;
      const expected =
        'no PROVURL in a document of kind provisioning: it opens a context, which is what a bootstrap does';
      faults.add({ field: `/document/${i}`, expected, got: 'one' });
    }
  }
  if (kind === 'provisioning' && templateSlots(document).has(CONTEXT_URL_SLOT)) {
    const expected = `${CONTEXT_URL_SLOT} only with kind bootstrap: it is the URL of the context that an order opens`;
    faults.add({ field: '/document', expected, got: 'kind provisioning' });
  }
  if (goesIntoContext(definition)) checkTrust(definition, faults);
}

function opensContext(characteristic: TemplateCharacteristic): boolean {
  return characteristic.type === 'BOOTSTRAP' && parmsOf(characteristic).some(({ name }) => name === 'PROVURL');
}

function checkTrust({ kind, delivery: { security, bearers, pin } }: ServiceDefinition, { add }: FaultList): void {
  const field = '/delivery/security';
  if (kind !== 'provisioning') add({ field, expected: 'none only with kind provisioning', got: 'none with bootstrap' });
  if (security[0] !== 'none')
    add({ field, expected: 'none before the methods that stand in for it', got: 'another order' });
  if (security.includes('USERPINMAC')) {
    add({ field, expected: 'no USERPINMAC beside none: no PIN is made for what may not be needed', got: 'one' });
  }
  if (pin !== undefined) {
    add({
      field: '/delivery/pin',
      expected: 'none with security none: the PIN of what stands in for it comes with the order',
      got: 'one',
    });
  }
  if (!bearers.some(isTrustedPath)) {
    add({
      field: '/delivery/bearers',
      expected: 'pap or pull, whose path a phone can trust, with security none',
      got: 'none of it',
    });
  }
  if (security.length === 1 && !bearers.every(isTrustedPath)) {
    add({ field, expected: 'a method beside none for bearers whose path no phone trusts', got: 'none alone' });
  }
}
