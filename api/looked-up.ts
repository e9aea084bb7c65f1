import { judgeDocument } from '../domain/content.ts';
import { IMAGINED_URL } from '../domain/context-url.ts';
import type { ServiceDefinition, TemplateCharacteristic } from '../domain/definition.ts';
import { pendingParms } from '../domain/drawn-parms.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { judgeForms } from '../domain/form-content.ts';
import { type LookedUp, withLookedUp } from '../domain/lookup.ts';
import type { LookupCase } from '../domain/lookup-case.ts';
import { openPrompts } from '../domain/questions.ts';
import { checkSlots } from './check-slots.ts';
import { requireValues } from './parameters.ts';
import { parseJson } from './parse-json.ts';
import { readTemplate } from './read-template.ts';
import { createFaultList, createSpot, fieldsOf } from './spot.ts';
import type { ApiStores } from './stores.ts';
import { renderTrial, requireAllowed, requireValid } from './trial-render.ts';

/**
 * Reads what an endpoint answered, under the same rules as anything else that comes from outside: values by the
 * schema of the definition, a document as a template is read, and what comes of them by the tenant's rights.
 */
export function createReadLookedUp({ tenants }: Pick<ApiStores, 'tenants'>) {
  /** @throws ProvisioningError with the code of what is wrong */
  return async (made: LookupCase, body: string): Promise<LookedUp> => {
    const found = readFound(made, parseJson(body));
    const { definition, approved, parameters } = withLookedUp(made, found);
    const trial = renderTrial({ ...made, definition, parameters }, 'longest');
    requireValid(trial.document);
    const asked = openPrompts(definition, Object.keys(parameters)).map(({ parameter }) => parameter);
    const { origins, values } = trial;
    const whose = { ...(await tenants.rights(made.tenantId)), definition, approved, ownUrl: IMAGINED_URL };
    requireAllowed([
      ...judgeDocument(trial.document, { ...whose, pending: pendingParms(definition, { origins, asked }) }),
      ...judgeForms({ ...whose, values, pending: asked }),
    ]);
    return found;
  };
}

/** @throws ProvisioningError `request_invalid` or `parameters_invalid` */
function readFound({ definition, parameters }: LookupCase, body: unknown): LookedUp {
  const faults = createFaultList();
  const fields = fieldsOf(createSpot(body, faults), ['values', 'document']);
  const document = fields?.('document');
  const template = document?.value === undefined ? undefined : readDocument(document, definition, faults);
  if (fields === undefined || faults.faults.length > 0) {
    const told = faults.faults.map(({ field, expected }) => `${field}: expected ${expected}`).join('; ');
    throw new ProvisioningError('request_invalid', `Cannot read the answer of the endpoint: ${told}`, {
      faults: faults.faults,
    });
  }
  const missing = (definition.lookup?.parameters ?? []).filter((name) => !Object.hasOwn(parameters, name));
  const { value = {} } = fields('values');
  requireValues(definition, missing, value);
  const values = Object.fromEntries(Object.entries(Object(value)));
  return { values, ...(template !== undefined && { document: template }) };
}

function readDocument(
  spot: ReturnType<typeof createSpot>,
  { parameters }: ServiceDefinition,
  faults: ReturnType<typeof createFaultList>,
): TemplateCharacteristic[] {
  const template = readTemplate(spot);
  if (faults.faults.length === 0) checkSlots(template, parameters, faults);
  return template;
}
