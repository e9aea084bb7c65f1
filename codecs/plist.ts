import type { FormValue } from '../domain/render-form.ts';
import { escapeXml } from './xml-text.ts';

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
`;

/**
 * Writes a property list as XML (Apple, PropertyList-1.0.dtd).
 *
 * @throws RangeError for a character that XML cannot carry
 */
export function formatPlist(value: FormValue): string {
  return `${HEAD}<plist version="1.0">\n${write(value, '')}</plist>\n`;
}

function write(value: FormValue, indent: string): string {
  if (typeof value === 'string') return `${indent}<string>${escapeXml(value)}</string>\n`;
  if (typeof value === 'boolean') return `${indent}<${value}/>\n`;
  if (typeof value === 'number') {
    return `${indent}${Number.isInteger(value) ? `<integer>${value}</integer>` : `<real>${value}</real>`}\n`;
  }
  const inner = `${indent}\t`;
  if (!('get' in value)) {
    return `${indent}<array>\n${value.map((one) => write(one, inner)).join('')}${indent}</array>\n`;
  }
  const entries = Array.from(value, ([key, one]) => `${inner}<key>${escapeXml(key)}</key>\n${write(one, inner)}`);
  return `${indent}<dict>\n${entries.join('')}${indent}</dict>\n`;
}
