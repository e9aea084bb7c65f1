import type { KnownFact, Prompt, ServiceDefinition } from './definition.ts';
import type { Device } from './records.ts';

type Known = Pick<Device, 'msisdn' | 'model' | 'imei'>;

/** One answer that nobody needs to be asked for. */
export interface KnownValue {
  readonly parameter: string;
  readonly value: string;
}

/**
 * What the tenant's record of a device answers, of the questions that the order leaves open.
 *
 * @param given - names of the parameters that the order comes with
 */
export function knownValues(
  { prompts }: Pick<ServiceDefinition, 'prompts'>,
  device: Known,
  given: readonly string[],
): KnownValue[] {
  return prompts.flatMap((prompt) => {
    const value = given.includes(prompt.parameter) ? null : factFor(prompt, device);
    return value === null || value === '' ? [] : [{ parameter: prompt.parameter, value }];
  });
}

function factFor({ known }: Prompt, device: Known): string | null {
  return known === undefined ? null : FACTS[known](device);
}

const FACTS: Readonly<Record<KnownFact, (device: Known) => string | null>> = {
  'device.msisdn': ({ msisdn }) => msisdn,
  'device.model': ({ model }) => model,
  'device.imei': ({ imei }) => imei,
};
