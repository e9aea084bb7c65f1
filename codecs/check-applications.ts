import { APPLICATIONS, type ApplicationRule } from '../domain/application-rules.ts';
import { entryOf } from '../domain/characteristic-rules.ts';
import type { DocumentFault } from '../domain/document.ts';
import { childrenOf, errorAt, hasParm, type Located, valueOf, warningAt } from './located.ts';

/** What each application needs (registered application characteristics; `application-rules.ts`). */
export function checkApplications(all: readonly Located[]): DocumentFault[] {
  return all
    .filter(({ characteristic }) => characteristic.type === 'APPLICATION')
    .flatMap((application) => {
      const rule = entryOf(APPLICATIONS, valueOf(application, 'APPID') ?? '') ?? {};
      return [...checkNeeds(application, rule), ...checkParts(application, rule), ...checkWay(application)];
    });
}

function checkNeeds(application: Located, { needs = [] }: ApplicationRule): DocumentFault[] {
  return needs
    .filter((name) => (valueOf(application, name) ?? '') === '')
    .map((name) => errorAt(`${application.path}/${name}`, 'This application needs a value here, got none'));
}

function checkParts(application: Located, rule: ApplicationRule): DocumentFault[] {
  const { path } = application;
  const addresses = childrenOf(application, 'APPADDR');
  const faults: DocumentFault[] = [];
  if (rule.needsAddress === true && addresses.length === 0 && !hasParm(application, 'ADDR')) {
    faults.push(errorAt(path, 'This application needs ADDR or APPADDR, got neither'));
  }
  if (rule.needsPort === true && !addresses.some((address) => childrenOf(address, 'PORT').length > 0)) {
    faults.push(errorAt(path, 'This application needs an APPADDR with a PORT, got none'));
  }
  const resources = childrenOf(application, 'RESOURCE');
  if (rule.needsResource === true && !resources.some((resource) => hasParm(resource, 'AACCEPT'))) {
    faults.push(errorAt(path, 'This application needs a RESOURCE with AACCEPT, got none'));
  }
  return faults;
}

function checkWay(application: Located): DocumentFault[] {
  if (hasParm(application, 'TO-NAPID') || hasParm(application, 'TO-PROXY')) return [];
  return [warningAt(application.path, 'Without TO-NAPID and TO-PROXY some handsets use any connection for it')];
}
