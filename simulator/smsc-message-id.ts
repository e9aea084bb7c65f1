import type { IdForm } from './smsc-script.ts';

/**
 * Numbers for messages. They start at the clock's milliseconds, so that a restart repeats none as long as fewer than a
 * thousand messages a second were taken before it.
 */
export function createMessageNumbers(): () => number {
  let last = Date.now();
  return () => {
    last += 1;
    return last;
  };
}

/**
 * A message's number as one of the forms that SMSCs use. Some write it differently in the response and in the receipt:
 * jsmpp answers hexadecimal and reports decimal.
 */
export function formatMessageId(number: number, form: IdForm): string {
  switch (form) {
    case 'text':
      return `m-${number.toString(36)}`;
    case 'hex':
      return number.toString(16);
    case 'decimal':
      return number.toString(10);
  }
}
