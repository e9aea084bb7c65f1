/**
 * Ways in which the user learns a PIN that we made. `page`: on our page, by whoever accepted there. `client`: from the
 * calling system, which is told once. `sms`: in a message of its own, where the tenant lets PINs go by short message.
 */
export const PIN_WAYS = ['page', 'client', 'sms'] as const;
export type PinWay = (typeof PIN_WAYS)[number];
