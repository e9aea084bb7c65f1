import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { DEFAULT_ZONE, offsetAt } from '../domain/quiet-hours.ts';
import type { Device } from '../domain/records.ts';
import type { Tenant } from '../domain/tenant.ts';

/**
 * The time zone of the country that a number belongs to, where it has one: a country with several counts when their clocks
 * show the same all year, as they do in Germany, and not in Spain, which has islands.
 *
 * @param msisdn - E.164 with the plus
 * @param now - milliseconds of the epoch; the year from then on is looked at
 * @returns undefined when it cannot be told
 */
export function zoneOfNumber(msisdn: string, now: number): string | undefined {
  const countries = parsePhoneNumberFromString(msisdn)?.getPossibleCountries() ?? [];
  const known = countries.map(zonesOf);
  if (known.some(({ length }) => length === 0)) return undefined;
  const [zone, ...others] = known.flat();
  if (zone === undefined) return undefined;
  return others.every((other) => isSameAllYear(zone, other, now)) ? zone : undefined;
}

/** Where the device of an order is: by its record, else by the order, its number, its tenant, in this order. */
export function timeZoneOf(
  { timeZone }: { readonly timeZone?: string | undefined },
  { device, tenant }: { readonly device: Device; readonly tenant: Tenant },
): string {
  const said = device.timeZone ?? timeZone;
  if (said !== undefined) return said;
  const told = device.msisdn === null ? undefined : zoneOfNumber(device.msisdn, Date.now());
  return told ?? tenant.settings.timeZone ?? DEFAULT_ZONE;
}

/** By the data of ICU, which Node carries. Older engines have it as a member, newer as a method. */
function zonesOf(country: string): readonly string[] {
  const locale: object = new Intl.Locale(`und-${country}`);
  const zones: unknown =
    'getTimeZones' in locale && typeof locale.getTimeZones === 'function'
      ? locale.getTimeZones()
      : 'timeZones' in locale && locale.timeZones;
  return Array.isArray(zones) ? zones.filter((zone) => typeof zone === 'string') : [];
}

const WEEK_MS = 7 * 86_400_000;
const WEEKS = 53;

function isSameAllYear(one: string, other: string, now: number): boolean {
  return Array.from({ length: WEEKS }, (_, week) => now + week * WEEK_MS).every(
    (at) => offsetAt(one, at) === offsetAt(other, at),
  );
}
