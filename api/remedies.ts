import type { ErrorCode } from '../domain/errors.ts';

/** What a page about a code says beside its title: when it is given, and what to do. */
interface Remedy {
  readonly means: string;
  readonly remedy: string;
}

/** A code without words for its page does not compile. */
export const REMEDIES: Readonly<Record<ErrorCode, Remedy>> = {
  request_malformed: {
    means:
      'The body is no JSON in UTF-8, or the request itself is broken: a key twice, more than 20 levels, a cut-off body.',
    remedy:
      'Look at what your program sends, octet by octet. Send one JSON value, encoded as UTF-8 without a byte order mark.',
  },
  request_invalid: {
    means: 'A field, a query parameter or a header has not the form that is asked for, or is not known at all.',
    remedy:
      'Read `errors`: each names a field by a JSON Pointer, or a header or query parameter, with what was expected. Correct those and send again.',
  },
  request_too_large: {
    means: 'The body has more octets than this call takes.',
    remedy: 'Send less. What is meant to be large, such as a list of devices, has a call of its own that takes it.',
  },
  media_type_unsupported: {
    means: 'The header `Content-Type` is missing or names what this call does not take, or the body is compressed.',
    remedy: 'Send the body as it is, with the `Content-Type` that `errors` names; mostly `application/json`.',
  },
  route_unknown: {
    means: 'There is nothing at this path. Paths are compared letter by letter, without a slash at the end.',
    remedy: 'Compare the path with the reference at `/reference`. An id or a name in it may have the wrong form.',
  },
  method_not_allowed: {
    means: 'The path is there and takes other methods.',
    remedy: 'Use one of the methods that the header `Allow` of the reply names.',
  },
  credential_missing: {
    means: 'The call needs a credential and came with none. One in the query is never looked at.',
    remedy: 'Send `Authorization: Bearer` with your API key, or the key in `x-api-key`.',
  },
  credential_invalid: {
    means: 'The credential is mistyped, is not known here, or was revoked. Which of them is not told.',
    remedy:
      'Look whether the whole key is sent, without spaces. If it is, ask the administrator of your tenant for a new one.',
  },
  credential_expired: {
    means: 'The credential was good until a time that has passed.',
    remedy: 'Ask the administrator of your tenant for a new one. Let the new one and the old one overlap next time.',
  },
  source_forbidden: {
    means: 'The credential is right, and its client may call only from certain addresses, of which yours is none.',
    remedy: 'Call from where your client may. The administrator of your tenant can change its source ranges.',
  },
  permission_missing: {
    means: 'You are known, and your client may not do this: it lacks the scope, the role, or the right tenant.',
    remedy:
      'Read `detail`: it names what was expected. The administrator of your tenant can give a client scopes and roles.',
  },
  rate_limited: {
    means: 'Your client, or your tenant, has made more requests of this kind than it may in this time.',
    remedy:
      'Wait for the seconds in `Retry-After`. The headers `RateLimit` and `RateLimit-Policy` say what is left and what is allowed.',
  },
  limit_reached: {
    means: 'A tenant may have so many of these and no more; `detail` says how many.',
    remedy: 'Remove those that are of no more use.',
  },
  precondition_missing: {
    means: 'The call changes something that others may change too, so it must say which state it has seen.',
    remedy: 'Read the thing, and send its `ETag` as `If-Match`. To change it whatever it is now, send `If-Match: *`.',
  },
  precondition_failed: {
    means: 'Somebody else changed the thing after you last read it. Nothing was done.',
    remedy: 'Read it again, see whether your change still makes sense, and send it with the new `ETag`.',
  },
  idempotency_key_missing: {
    means: 'The call must not happen twice by accident, so it needs a name of its own, and came without one.',
    remedy:
      'Make a new `Idempotency-Key` for each order, such as a UUID, keep it with the order, and send the same one whenever you send that order again.',
  },
  idempotency_key_reused: {
    means: 'The key named an earlier request with another body. Nothing was done.',
    remedy: 'Use a new key for a new request. To repeat a request, repeat its body exactly.',
  },
  idempotency_key_in_progress: {
    means:
      'The first request with this key is still being worked on. Mostly a repeat waits for it; this one waited in vain.',
    remedy: 'Wait for the seconds in `Retry-After`, and send the same request with the same key.',
  },
  order_not_found: {
    means: 'Your tenant has no order with this id.',
    remedy: 'Look at the id. `GET /v1/orders` lists the orders of your tenant, also by your own `externalId`.',
  },
  order_state_unfit: {
    means: 'The order is in a state in which this cannot be done; `detail` names it.',
    remedy: 'Read the order. What can be done in each state is in the documentation of orders.',
  },
  order_cancel_too_late: {
    means: 'The document is on its way to the device, or has reached it.',
    remedy: 'Wait for the end of the order. To take settings back, order the service that does so.',
  },
  order_replaced: {
    means: 'Another order has taken the place of this one.',
    remedy: 'Read `replacedBy` of the order, and do it to that order instead.',
  },
  order_already_answered: {
    means: 'The question to the user has an answer, and the first one counts.',
    remedy: 'Read the order to see what became of it. To ask again, make a new order.',
  },
  link_unavailable: {
    means:
      'The order has no page of ours that is open and whose link you hand over: its definition sends the link by short message, or nobody is asked on a page now. `detail` names which.',
    remedy:
      'Wait until the order is `awaiting_user` with `asking.way` `hosted`, such as by `GET /v1/orders/{id}` with `Prefer: wait=10`. In the definition, `confirmation.link` must be `client`.',
  },
  pin_unavailable: {
    means:
      'The order has no PIN of ours that you tell your user: it brought one or needs none, the user learns it another way, the document that it is made from is not there yet, or the order has ended. `detail` names which.',
    remedy:
      'Read the order: `pin.way` must be `client`. With USERPINMAC wait until the order is `awaiting_acknowledgement`. After the end, run the order again: each run has a PIN of its own.',
  },
  pin_already_told: {
    means:
      'The PIN of this run was handed out before, and that is done once. The audit trail says when and to which client.',
    remedy: 'Use the PIN that you got. If it was lost, cancel the order where that is still possible, and order again.',
  },
  order_erased: {
    means:
      'What an order was given, what its user answered and the documents made of it are erased some time after its end; `erasedAt` says when.',
    remedy: 'Make a new order, with its parameters. Its user is asked anew.',
  },
  device_not_found: {
    means: 'Your tenant has no device with this id or this number.',
    remedy: 'Make it known by `POST /v1/devices`, or look at how you wrote the number: E.164, with the plus.',
  },
  device_already_exists: {
    means: 'A device of your tenant has this identifier already; `errors` names which.',
    remedy: 'Find it by `GET /v1/devices?msisdn=…` and use it, or change it by `PATCH`.',
  },
  device_in_use: {
    means: 'An order for the device is still open, and what you want to change matters to it.',
    remedy: 'Wait for the end of the order, or cancel it, and try again.',
  },
  tenant_not_found: {
    means: 'There is no tenant with the id that the request names.',
    remedy: 'Ask the other organisation for its tenant id: it is a UUID, and no name.',
  },
  tenant_already_exists: {
    means: 'The name of a tenant is unique in the installation, and this one is taken.',
    remedy: 'See `GET /v1/tenants`. Use the tenant that is there, or another name.',
  },
  bearer_not_found: {
    means: 'There is no bearer with this name: it was never set up, or has been removed.',
    remedy: 'See `GET /v1/bearers` for those that there are.',
  },
  bearer_already_exists: {
    means: 'The name of a bearer is unique in the installation, and this one is taken.',
    remedy: 'Change the bearer that is there (`PATCH /v1/bearers/{bearer}`), or use another name.',
  },
  tenant_protected: {
    means: 'The installation would be without anybody who runs it.',
    remedy: 'Leave this tenant as it is. What is wrong with one of its clients is put right at the client.',
  },
  domain_not_found: {
    means: 'Your tenant has noted no such domain, so there is nothing to prove.',
    remedy: 'See `GET /v1/domains`, and note the domain first.',
  },
  domain_unprovable: {
    means: 'A DNS record under this name says nothing of who owns it: it is a public suffix, or all domains at once.',
    remedy: 'Note the domain that your organisation itself has registered. An operator can vouch for others.',
  },
  domain_unproved: {
    means: 'The TXT record that proves the domain was not found.',
    remedy: 'Publish the record that `GET /v1/domains` shows, give DNS some minutes, and ask again.',
  },
  client_not_found: {
    means: 'Your tenant has no client with this id, or it has been ended.',
    remedy: 'See `GET /v1/clients`.',
  },
  client_keys_full: {
    means: 'A client has two live keys at most, so that one can follow the other.',
    remedy: 'End the key that is not used any more, and ask again.',
  },
  client_key_not_found: {
    means: 'The client has no live key with this id.',
    remedy: 'See the keys in `GET /v1/clients/{id}`, or in `GET /v1/client` for your own.',
  },
  client_registration_taken: {
    means: 'Another client is known by this certificate, or by this subject at the authorization server.',
    remedy: 'Use another one, or end the client that has it.',
  },
  consent_not_found: {
    means: 'The device has no standing consent with this id.',
    remedy: 'See `GET /v1/devices/{id}/consents`.',
  },
  context_not_found: {
    means: 'No context with this id is yours or lent to you.',
    remedy: 'See `GET /v1/devices/{id}/contexts`. One that was lent may have been taken back, or its time is over.',
  },
  context_already_open: {
    means: 'The phone has this context already, and a phone refuses a second bootstrap of the same.',
    remedy:
      'Order a change within the context instead. If it is not in the phone any more, close it by `DELETE /v1/contexts/{id}` first.',
  },
  context_grant_not_found: {
    means: 'The context has no grant with this id.',
    remedy: 'See `GET /v1/contexts/{id}/grants`. It may have been taken back already.',
  },
  context_transfer_not_found: {
    means: 'No offer with this id is by you or to you.',
    remedy: 'See `GET /v1/context-transfers` for those there are.',
  },
  context_transfer_state_unfit: {
    means: 'The offer is settled already, or its time is over, or the context is on offer to somebody else.',
    remedy: 'Read the offer, or `GET /v1/context-transfers`. The owner can make a new one.',
  },
  device_not_addressable: {
    means: 'None of the bearers of the service can reach this device: all need its number, and it has none.',
    remedy: 'Give the device its MSISDN by `PATCH /v1/devices/{id}`.',
  },
  device_unfit: {
    means: 'As far as is known, the device does not support what the service sets up.',
    remedy:
      'Order another service for it. If what is known of the device is wrong, change it by `PATCH /v1/devices/{id}`.',
  },
  confirmation_required: {
    means:
      'Whoever runs the installation wants the word of the user himself for this order, on a page of the service or by short message, and the definition has no such way that is possible.',
    remedy:
      'Order a service whose definition has `sms` or `hosted` in `confirmation.mode`, the link by `sms`. Once the user has said yes so, the device is `confirmed`.',
  },
  user_unreachable: {
    means:
      'The service wants the user asked, and none of its ways can ask this user: by short message the device needs a number, and only one open question that is no secret goes there.',
    remedy:
      'Give in the order what would be asked, or order a service that lets you ask your user yourself (`client`).',
  },
  definition_not_found: {
    means: 'There is no service definition of this name and version that your tenant can order from.',
    remedy: 'See `GET /v1/definitions` for those there are.',
  },
  definition_already_exists: {
    means: 'This version is registered with other content, and a version never changes.',
    remedy: 'Register the change under a new version.',
  },
  definition_state_unfit: {
    means: 'The version is in a state in which this cannot be done; `detail` names it.',
    remedy: 'Read the version. A draft is activated, one that is active is retired, and only a draft is deleted.',
  },
  definition_name_taken: {
    means:
      'Every tenant may order from a definition of this name by another provider, and a shared name has one provider.',
    remedy: 'Register the definition under another name.',
  },
  definition_invalid: {
    means:
      'The definition was looked at as a whole, and has faults: in its schema, its prompts, its template or what it renders.',
    remedy:
      'Read `errors`: each names a place in the definition. Correct those and register it again; nothing was stored.',
  },
  definition_unusable: {
    means: 'The definition itself has a fault that shows only now. Your parameters may be right.',
    remedy: 'Tell whoever registered the definition: it needs a new version.',
  },
  parameters_invalid: {
    means: 'The parameters or answers do not fit the JSON Schema of the definition.',
    remedy: 'Read `errors`, correct what it names, and send again. `GET /v1/definitions/{name}` shows the schema.',
  },
  security_unavailable: {
    means:
      'A device takes such a document only with proof of where it comes from, and nothing here makes one possible.',
    remedy: 'Give the device its IMSI, or the order a `pin` that the user is told by another way.',
  },
  context_unfit: {
    means:
      'Settings go into a context only where the definition says so (`none` in `delivery.security`), and then they must.',
    remedy:
      'Name the context in `context`, or leave it out, as `errors` says. `GET /v1/devices/{id}/contexts` lists what is there.',
  },
  content_forbidden: {
    means:
      'The document would contain what your tenant may not put on a phone: another host, an access point, a bootstrap.',
    remedy:
      'Read `errors`: each names a place in the document. Prove the domain, or ask whoever runs the installation for the entitlement.',
  },
  document_invalid: {
    means: 'With these parameters the definition renders a document that devices would refuse.',
    remedy:
      'Read `errors`: each names a place in the document. Mostly a parameter is at fault; otherwise the definition is.',
  },
  document_too_large: {
    means: 'The document would take more short messages than may be sent, or than the device takes.',
    remedy: 'Shorten the parameters. `detail` says how many messages it would take, and how many there may be.',
  },
  frequency_exceeded: {
    means: 'A phone gets so many orders a day, of one tenant and of all, so that nobody is flooded with questions.',
    remedy: 'Wait until tomorrow. Look for what orders so often: mostly it is a loop.',
  },
  import_not_found: {
    means: 'Your tenant has no import with this id.',
    remedy: 'See `GET /v1/device-imports`.',
  },
  import_state_unfit: {
    means: 'The import is over, or somebody else is sending its file right now.',
    remedy: 'Read the import. One that was cut off goes on where it was when its file is sent again.',
  },
  import_file_differs: {
    means: 'An import goes on with the file it began with, and this one begins otherwise.',
    remedy: 'Send the same file again, or begin a new import.',
  },
  backlog_full: {
    means: 'Orders come in faster than they are worked off. Nothing was stored of this one.',
    remedy: 'Wait for the seconds in `Retry-After`, and send the same request with the same `Idempotency-Key`.',
  },
  service_unavailable: {
    means: 'Something that the service cannot work without is not there for the moment, mostly its database.',
    remedy:
      'Wait for the seconds in `Retry-After`, and send the same request again. `GET /readyz` says when all is back.',
  },
  data_unreadable: {
    means:
      'Something that was stored sealed cannot be opened. Callers see a bare 500; this code is in the log of the service.',
    remedy: 'Whoever runs the service: look whether `SECRET_KEY` is the one that the data was stored under.',
  },
};
