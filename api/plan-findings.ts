import { deviationsOf } from '../codecs/deviations.ts';
import { createPathFinder } from '../codecs/located.ts';
import { decide, type Principal } from '../domain/access.ts';
import type { SecurityMethod } from '../domain/document.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Attempt, Evaluation } from './evaluate-order.ts';
import type { Finding } from './plan-schemas.ts';
import { quietWarnings } from './quiet-plan.ts';

/** Takes every step it can, and keeps the failures that the request itself is the reason of. */
export interface Collector {
  readonly attempt: Attempt;
  readonly errors: readonly ProvisioningError[];
}

export function createCollector(): Collector {
  const errors: ProvisioningError[] = [];
  const attempt: Attempt = async (step) => {
    try {
      return await step();
    } catch (error) {
      // What may pass by itself, such as a database that is away, is no finding.
      if (!(error instanceof ProvisioningError) || error.retryable) throw error;
      errors.push(error);
      return undefined;
    }
  };
  return { attempt, errors };
}

/** Faults with these codes are about the document, and their fields are paths in it. */
const ABOUT_DOCUMENT: readonly string[] = ['document_invalid', 'content_forbidden'];

/** Everything that was found, the errors first: the first of them is why an order would be refused. */
export function presentFindings(evaluation: Evaluation, errors: readonly ProvisioningError[]): Finding[] {
  const withOrigin = createOrigin(evaluation);
  const findings = [
    ...errors.flatMap(fromError).map(withOrigin),
    ...warningsOf(evaluation).map((warning) => withOrigin({ severity: 'warning' as const, ...warning })),
    ...quietWarnings(evaluation),
  ];
  // What the schema misses, the template misses as well.
  const seen = new Set<string>();
  return findings
    .filter(({ code, path, text }) => seen.size < seen.add(JSON.stringify([code, path, text])).size)
    .slice(0, MOST);
}

/** Most findings of a plan: a list of a thousand faulty elements is told of by its first. */
const MOST = 100;

/** What the caller lacks to order what it may plan, if it does. */
export function permissionFinding(caller: Principal): Finding[] {
  if (decide(caller, { scope: 'orders:create', ownership: 'tenant' }).allowed) return [];
  const text =
    'This client may plan orders but not make them: it has not the scope "orders:create" or no role that may';
  return [{ severity: 'error', code: 'permission_missing', path: '', text }];
}

function fromError({ code, message, faults }: ProvisioningError): Finding[] {
  if (faults.length === 0) return [{ severity: 'error', code, path: '', text: message }];
  return faults.map(({ field, expected, got }) => ({
    severity: 'error',
    code,
    path: field,
    text: ABOUT_DOCUMENT.includes(code) ? expected : `Expected ${expected}, got ${got}`,
  }));
}

/** A document that comes by a trusted path has none. */
function methodOf(security: Evaluation['security']): SecurityMethod | undefined {
  return security === undefined || security.method === 'none' ? undefined : security.method;
}

/** What some handsets may not take, and what is known of those of the device's model. */
function warningsOf({ warnings, trial, device, security }: Evaluation): Omit<Finding, 'severity'>[] {
  const model = device?.model ?? null;
  const deviations =
    trial === undefined || model === null ? [] : deviationsOf(trial.document, { security: methodOf(security), model });
  return [
    ...warnings.map(({ path, message }) => ({ code: 'document_unwise', path, text: message })),
    ...deviations.map(({ who, path, message, source }) => ({
      code: 'device_deviation',
      path,
      text: `${who}: ${message} (${source})`,
    })),
  ];
}

/** Adds where in the template a path in the document comes from. */
function createOrigin({ trial }: Evaluation): (finding: Finding) => Finding {
  if (trial === undefined) return (finding) => finding;
  const find = createPathFinder(trial.document);
  return (finding) => {
    const part = finding.path.startsWith('/') ? undefined : find(finding.path);
    const template = part === undefined ? undefined : trial.origins.get(part);
    return template === undefined ? finding : { ...finding, template };
  };
}
