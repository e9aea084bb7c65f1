import type { ServiceDefinition, TemplateCharacteristic } from './definition.ts';
import { parmsOf } from './template.ts';

/** What a device may be known to support. */
const APPLICATION_ID = /^[\x21-\x7e]{1,32}$/;

/** What a definition has where it says nothing else. */
export const DEFINITION_DEFAULTS: Pick<ServiceDefinition, 'confirmation' | 'delivery' | 'acknowledgement'> = {
  confirmation: { mode: 'none', timeout: 'PT24H', text: {} },
  delivery: { bearers: ['smpp'], security: ['NETWPIN', 'USERNETWPIN', 'USERPIN'], validity: 'PT72H', attempts: 3 },
  acknowledgement: { evidence: 'delivered', timeout: 'PT48H' },
};

/** A document with a BOOTSTRAP opens a context; any other goes into one that is there. */
export function defaultKind(template: readonly TemplateCharacteristic[]): ServiceDefinition['kind'] {
  return template.some(({ type }) => type === 'BOOTSTRAP') ? 'bootstrap' : 'provisioning';
}

/** The applications that the template sets up whatever the parameters. */
export function defaultApplications(template: readonly TemplateCharacteristic[]): string[] {
  const ids = template
    .filter(({ type, if: condition, each }) => type === 'APPLICATION' && condition === undefined && each === undefined)
    .flatMap(parmsOf)
    .flatMap(({ name, value, if: condition }) =>
      name === 'APPID' && condition === undefined && typeof value === 'string' && APPLICATION_ID.test(value)
        ? [value]
        : [],
    );
  return [...new Set(ids)];
}
