import { FormError, formText } from '../codecs/form-body.ts';
import type { ContentRights } from '../domain/content.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { type FormTemplate, fitsOf, mediaTypeOf, takenBy } from '../domain/form.ts';
import { judgeForms } from '../domain/form-content.ts';
import { openNames } from '../domain/questions.ts';
import type { Device } from '../domain/records.ts';
import { SlotEmptyError, type TemplateValues } from '../domain/render.ts';
import { renderForm, SlotKindError } from '../domain/render-form.ts';
import type { RegisteredDefinition } from '../domain/requests.ts';
import { secretNames } from '../domain/secret-parameters.ts';
import { formForBrowser } from '../domain/served-form.ts';
import type { PlannedForm } from './plan-schemas.ts';
import { requireAllowed } from './trial-render.ts';

interface FormsCase {
  readonly order: {
    readonly tenantId: string;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly isPreview?: boolean;
    readonly imagined?: readonly string[];
  };
  readonly definition: RegisteredDefinition;
  readonly values: TemplateValues;
  readonly rights: ContentRights;
  readonly contextUrl: string;
}

/**
 * Looks at the forms of an order as its document is looked at. An own version that is previewed is taken as approved.
 *
 * @throws ProvisioningError `document_invalid`, `content_forbidden`
 */
export function requireFormsOf({ order, definition: registered, values, rights, contextUrl }: FormsCase): void {
  const { definition, tenantId, approvedAt } = registered;
  requireForms(definition, values);
  const asked = openNames(definition, Object.keys(order.parameters));
  const isOwnPreview = order.isPreview === true && tenantId === order.tenantId;
  requireAllowed(
    judgeForms({
      ...rights,
      definition,
      values,
      approved: isOwnPreview || approvedAt !== null,
      pending: [...asked, ...(order.imagined ?? [])],
      ownUrl: contextUrl,
    }),
  );
}

/** @throws ProvisioningError `document_invalid` for a form that cannot be made of these values */
function requireForms({ forms = [] }: ServiceDefinition, values: TemplateValues): void {
  forms.forEach((form, i) => {
    const made = tryForm(form, values, { path: `/forms/${i}/template` });
    if (!(made instanceof Error)) return;
    const field = made instanceof FormError || made.at === '' ? `/forms/${i}` : made.at;
    throw new ProvisioningError('document_invalid', `Cannot make a form of the document: ${made.message}`, {
      faults: [{ field, expected: made.message, got: 'something else' }],
    });
  });
}

/** A form as text, or what kept it from being made. */
function tryForm(
  form: FormTemplate,
  values: TemplateValues,
  options: Parameters<typeof renderForm>[2],
): string | FormError | SlotEmptyError | SlotKindError {
  try {
    return formText(form, renderForm(form.template, values, options).value);
  } catch (error) {
    if (error instanceof FormError || error instanceof SlotEmptyError || error instanceof SlotKindError) return error;
    throw error;
  }
}

/**
 * What forms there would be, and which a browser on the phone would get by what is known of the phone. Secrets are masked, and
 * so is what the user has yet to answer.
 */
export function planForms(
  definition: ServiceDefinition,
  {
    values,
    asked,
    device,
    signs,
  }: {
    readonly values: TemplateValues;
    readonly asked: readonly string[];
    readonly device: Pick<Device, 'model' | 'mediaTypes'>;
    readonly signs: boolean;
  },
): PlannedForm[] {
  const { forms = [] } = definition;
  const isHidden = secretNames(definition, asked);
  const offers = forms.map((form) => ({ form, mediaType: mediaTypeOf(form), fits: fitsOf(form) }));
  const given = formForBrowser(offers, { takes: takenBy(device), userAgent: '' });
  return offers.flatMap(({ form, mediaType, fits }, i) => {
    const text = tryForm(form, values, { path: `/forms/${i}/template`, isHidden });
    // A finding says why there is none.
    if (text instanceof Error) return [];
    const isSigned = form.type === 'mobileconfig' ? signs : null;
    return [{ type: form.type, mediaType, for: fits, isGiven: given?.form === form, isSigned, text }];
  });
}
