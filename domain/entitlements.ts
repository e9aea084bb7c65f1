/** What the documents of a tenant may contain and how many it may send, as the operator of the installation granted it. */
export interface Entitlements {
  /** OMA CP application ids it may set; `*` means any. */
  readonly applications: readonly string[];
  /** First contact: documents that open a configuration context. */
  readonly bootstrap: boolean;
  /** Access points (NAPDEF) with values that come from orders. */
  readonly accessPoints: boolean;
  /** Proxies (PXLOGICAL) with values that come from orders. */
  readonly proxies: boolean;
  /** What we know nothing of: characteristics of vendors, with values that come from orders. */
  readonly vendorContent: boolean;
  /** Orders for one device within a day. */
  readonly ordersPerDeviceAndDay: number;
}

/** What a new tenant starts with: nothing of what a phone could be misled with. */
export const NO_ENTITLEMENTS: Entitlements = {
  applications: ['*'],
  bootstrap: false,
  accessPoints: false,
  proxies: false,
  vendorContent: false,
  ordersPerDeviceAndDay: 3,
};

/** For a tenant that is the operator's own, such as the one of `npm start`. */
export const ALL_ENTITLEMENTS: Entitlements = {
  applications: ['*'],
  bootstrap: true,
  accessPoints: true,
  proxies: true,
  vendorContent: true,
  ordersPerDeviceAndDay: 1_000_000,
};
