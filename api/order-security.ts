import type { ServiceDefinition } from '../domain/definition.ts';
import type { SecurityMethod } from '../domain/document.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { type BootstrapSecret, bootstrapSecret, chooseSecurity } from '../domain/security.ts';

/** How a document is to be secured. */
export interface OrderSecurity {
  readonly method: SecurityMethod;
  readonly secret: BootstrapSecret;
  /** Null unless the method needs it: a PIN that is not needed is not kept. */
  readonly pin: string | null;
  /** Why this method, in words. */
  readonly why: string;
}

/** What makes a method possible. */
const NEEDS: Readonly<Record<SecurityMethod, string | undefined>> = {
  NETWPIN: 'the IMSI of the device',
  USERPIN: 'a "pin"',
  USERNETWPIN: 'the IMSI of the device and a "pin"',
  // Its PIN exists only once the document does.
  USERPINMAC: undefined,
};

/**
 * The first method of a definition for which everything is known.
 *
 * @throws ProvisioningError `security_unavailable` with what would help
 */
export function secureOrder(
  { delivery: { security: wanted } }: ServiceDefinition,
  known: { readonly imsi: string | null; readonly pin: string | null },
): OrderSecurity {
  const method = chooseSecurity(wanted, known);
  const secret = method === undefined ? undefined : bootstrapSecret(method, known);
  if (method === undefined || secret === undefined) throw securityUnavailable(wanted);
  const passed = wanted.slice(0, wanted.indexOf(method)).map((one) => `${one} is not possible`);
  const why = [...passed, `${method} is, by ${NEEDS[method]}`].join('; ');
  return { method, secret, pin: 'pin' in secret ? secret.pin : null, why };
}

function securityUnavailable(methods: readonly SecurityMethod[]): ProvisioningError {
  const ways = methods.flatMap((method) => (NEEDS[method] === undefined ? [] : [`${NEEDS[method]} (${method})`]));
  const expected = ways.length === 0 ? 'a definition with another method' : ways.join(', or ');
  return new ProvisioningError(
    'security_unavailable',
    `Cannot secure the document: expected ${expected}, got neither`,
    {
      faults: [{ field: '/pin', expected, got: 'nothing that makes a method possible' }],
    },
  );
}
