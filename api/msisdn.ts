import { parsePhoneNumberFromString, validatePhoneNumberLength } from 'libphonenumber-js/min';
import type { InputFault } from '../domain/errors.ts';
import type { Tenant } from '../domain/tenant.ts';

type LengthFault = NonNullable<ReturnType<typeof validatePhoneNumberLength>>;

const EXPECTED = 'a number that the numbering plan of its country has';

const WORDS: Readonly<Record<LengthFault, string>> = {
  INVALID_COUNTRY: 'a calling code that no country has',
  NOT_A_NUMBER: 'no number',
  TOO_SHORT: 'too few digits for its country',
  TOO_LONG: 'too many digits for its country',
  INVALID_LENGTH: 'a number of digits that its country does not have',
};

/**
 * What is wrong with a number in E.164, by the numbering plans of the world (ITU-T E.164, metadata of libphonenumber). Numbers
 * for tests and of some networks for things are in no plan: a tenant that has those sets `msisdnCheck` to `e164`.
 *
 * @param text - in the form of E.164, with the plus
 * @returns undefined when nothing is
 */
function numberFault(text: string): Pick<InputFault, 'expected' | 'got'> | undefined {
  const length = validatePhoneNumberLength(text);
  if (length !== undefined) return { expected: EXPECTED, got: WORDS[length] };
  const phone = parsePhoneNumberFromString(text);
  if (phone?.isValid() !== true) return { expected: EXPECTED, got: 'a number that is not in the plan of its country' };
  // Such as +49 (0) 151…: what people write and no network routes.
  return phone.number === text ? undefined : { expected: EXPECTED, got: 'digits that are not part of the number' };
}

/** Checks numbers as a tenant wants them checked; the tenant is only looked at for a number that is in no plan. */
export function createNumberCheck(tenants: { readonly find: (tenantId: string) => Promise<Tenant> }) {
  /** @returns what is wrong with the number, or undefined */
  return async (tenantId: string, msisdn: string | null | undefined): Promise<InputFault | undefined> => {
    const fault = typeof msisdn === 'string' ? numberFault(msisdn) : undefined;
    if (fault === undefined) return undefined;
    const { settings } = await tenants.find(tenantId);
    return settings.msisdnCheck === 'e164' ? undefined : { field: '/msisdn', ...fault };
  };
}
