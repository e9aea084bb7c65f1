import { FormError, writeForm } from '../codecs/form-body.ts';
import type { ContentRights } from '../domain/content.ts';
import type { DeliveryCase } from '../domain/delivery.ts';
import { judgeForms } from '../domain/form-content.ts';
import { orderValues } from '../domain/order-values.ts';
import { SlotEmptyError } from '../domain/render.ts';
import { renderForm, SlotKindError } from '../domain/render-form.ts';
import type { ServedForm } from '../domain/served-form.ts';

interface Circumstances {
  readonly rights: ContentRights;
  /** The provisioning URL of the context. */
  readonly contextUrl: string;
}

type Forms =
  | { readonly type: 'forms'; readonly forms: readonly ServedForm[] }
  | { readonly type: 'unusable'; readonly reason: 'document_unusable' | 'content_forbidden' };

/** Makes the further forms of the document of a run, and judges them as the document is judged. */
export function makeForms(
  { definition, approved, parameters, answers, device, tenant }: DeliveryCase,
  orderId: string,
  { rights, contextUrl }: Circumstances,
): Forms {
  const values = orderValues({ definition, parameters, answers, device, tenant, orderId, contextUrl });
  try {
    const findings = judgeForms({ ...rights, definition, approved, values, ownUrl: contextUrl });
    if (findings.length > 0) return { type: 'unusable', reason: 'content_forbidden' };
    const forms = (definition.forms ?? []).map((form, i) =>
      writeForm(form, renderForm(form.template, values, { path: `/forms/${i}/template` }).value),
    );
    return { type: 'forms', forms };
  } catch (error) {
    const isOurs = error instanceof SlotEmptyError || error instanceof SlotKindError || error instanceof FormError;
    if (!isOurs) throw error;
    return { type: 'unusable', reason: 'document_unusable' };
  }
}
