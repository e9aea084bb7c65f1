// Made from the OpenAPI document by `npm run client`; a test fails when it is behind.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Answers while the process lives
         * @description Open to anybody: no credential is looked at.
         */
        get: operations["getHealthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Describes the interface as an OpenAPI 3.1 document
         * @description Open to anybody: no credential is looked at.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the codes of errors with what they mean and what to do
         * @description Open to anybody: no credential is looked at.
         */
        get: operations["listProblems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Says what the code of an error means and what to do
         * @description Open to anybody: no credential is looked at.
         */
        get: operations["getProblem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Says whether orders are accepted: they are while the database is there
         * @description Open to anybody: no credential is looked at.
         */
        get: operations["getReadyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows the reference of the interface, for people
         * @description Open to anybody: no credential is looked at.
         */
        get: operations["getReference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reference/{asset}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Serves the parts of the reference page
         * @description Open to anybody: no credential is looked at.
         */
        get: operations["getReferenceAsset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists versions of all tenants that wait for approval, the one that has waited longest first
         * @description Scope `definitions:approve`, for the roles operator. Only clients of those who run the installation may call it.
         */
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists what was done in the tenant, newest first
         * @description Scope `audit:read`, for the roles administrator, auditor.
         */
        get: operations["getAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bearers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists bearers by name, with how every worker stands with each
         * @description Scope `bearers:read`, for the roles operator. Only clients of those who run the installation may call it.
         */
        get: operations["listBearers"];
        put?: never;
        /**
         * Sets a bearer up. Workers open it within a few seconds
         * @description Scope `bearers:create`, for the roles operator. Only clients of those who run the installation may call it.
         */
        post: operations["createBearer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bearers/{bearer}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows a bearer
         * @description Scope `bearers:read`, for the roles operator. Only clients of those who run the installation may call it.
         */
        get: operations["getBearer"];
        put?: never;
        post?: never;
        /**
         * Removes a bearer. Attempts that it had begun go on by another, or are begun anew
         * @description Scope `bearers:delete`, for the roles operator. Only clients of those who run the installation may call it.
         */
        delete: operations["deleteBearer"];
        options?: never;
        head?: never;
        /**
         * Changes a bearer. With another URL it is opened anew; what is under way gets its answers first
         * @description Scope `bearers:update`, for the roles operator. Only clients of those who run the installation may call it.
         */
        patch: operations["updateBearer"];
        trace?: never;
    };
    "/v1/bearers/{bearer}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lets nothing more be sent by a bearer. It stays connected: receipts and replies still come in
         * @description Scope `bearers:pause`, for the roles operator. Only clients of those who run the installation may call it.
         */
        post: operations["pauseBearer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bearers/{bearer}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lets a bearer be used again
         * @description Scope `bearers:pause`, for the roles operator. Only clients of those who run the installation may call it.
         */
        post: operations["resumeBearer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/charges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists chargeable events, oldest first
         * @description Scope `charges:read`, for the roles provisioning, provider, administrator, support, auditor, billing.
         */
        get: operations["listCharges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/client": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows the client that calls
         * @description Scope `clients:rotate`, for the roles provisioning, provider, administrator, support, auditor, billing, operator.
         */
        get: operations["getOwnClient"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/client/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes the next key of the client that calls, which is shown once; the one it has stays live
         * @description Scope `clients:rotate`, for the roles provisioning, provider, administrator, support, auditor, billing, operator.
         */
        post: operations["createOwnKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/client/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends one key of the client that calls, within five seconds
         * @description Scope `clients:rotate`, for the roles provisioning, provider, administrator, support, auditor, billing, operator.
         */
        delete: operations["deleteOwnKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists clients, newest first
         * @description Scope `clients:read`, for the roles administrator, auditor.
         */
        get: operations["listClients"];
        put?: never;
        /**
         * Makes a client; its key is shown once
         * @description Scope `clients:create`, for the roles administrator.
         */
        post: operations["createClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows a client and its keys, never their secrets
         * @description Scope `clients:read`, for the roles administrator, auditor.
         */
        get: operations["getClient"];
        put?: never;
        post?: never;
        /**
         * Ends a client with all its credentials, within five seconds
         * @description Scope `clients:delete`, for the roles administrator.
         */
        delete: operations["deleteClient"];
        options?: never;
        head?: never;
        /**
         * Changes a client. What it loses it cannot use after five seconds
         * @description Scope `clients:update`, for the roles administrator.
         */
        patch: operations["updateClient"];
        trace?: never;
    };
    "/v1/clients/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes the next key of a client, which is shown once; the one it has stays live
         * @description Scope `clients:update`, for the roles administrator.
         */
        post: operations["createClientKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clients/{id}/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends one key of a client, within five seconds
         * @description Scope `clients:update`, for the roles administrator.
         */
        delete: operations["deleteClientKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/context-transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists offers of contexts, to you and by you, newest first
         * @description Scope `contexts:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["listContextTransfers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/context-transfers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows an offer of a context
         * @description Scope `contexts:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["getContextTransfer"];
        put?: never;
        post?: never;
        /**
         * Withdraws an offer
         * @description Scope `contexts:transfer`, for the roles provider, administrator.
         */
        delete: operations["deleteContextTransfer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/context-transfers/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accepts a context that is offered; a device of your own for its phone must be known
         * @description Scope `contexts:transfer`, for the roles provider, administrator.
         */
        post: operations["acceptContextTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/context-transfers/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Declines a context that is offered
         * @description Scope `contexts:transfer`, for the roles provider, administrator.
         */
        post: operations["declineContextTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contexts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows a context
         * @description Scope `contexts:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["getContext"];
        put?: never;
        post?: never;
        /**
         * Closes a context that is not in the phone any more, or not to be used: its name is free again
         * @description Scope `contexts:delete`, for the roles provisioning, provider, administrator.
         */
        delete: operations["deleteContext"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contexts/{id}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists to whom a context is lent; of one that is lent to you, your own grants
         * @description Scope `contexts:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["listContextGrants"];
        put?: never;
        /**
         * Lends a context to another tenant
         * @description Scope `contexts:grant`, for the roles provider, administrator.
         */
        post: operations["createContextGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contexts/{id}/grants/{grantId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes a grant back
         * @description Scope `contexts:grant`, for the roles provider, administrator.
         */
        delete: operations["deleteContextGrant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contexts/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Offers a context to another tenant, which becomes its owner when it accepts
         * @description Scope `contexts:transfer`, for the roles provider, administrator.
         */
        post: operations["transferContext"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/definitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists service definitions, own and shared, the newest version of each first
         * @description Scope `definitions:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["listDefinitions"];
        put?: never;
        /**
         * Registers a version of a service definition as a draft. Its content never changes afterwards
         * @description Scope `definitions:create`, for the roles provider.
         */
        post: operations["createDefinition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/definitions/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows the newest active version of a service definition
         * @description Scope `definitions:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["getDefinition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/definitions/{name}/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows one version of a service definition
         * @description A version of your own has an `ETag`, for `If-Match` when it is changed.
         *
         *     Scope `definitions:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["getDefinitionVersion"];
        put?: never;
        post?: never;
        /**
         * Deletes a draft
         * @description Scope `definitions:delete`, for the roles provider.
         */
        delete: operations["deleteDefinitionVersion"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/definitions/{name}/{version}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a version active, or lets it wait for an operator where its content needs one
         * @description Scope `definitions:activate`, for the roles provider.
         */
        post: operations["activateDefinitionVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/definitions/{name}/{version}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tells how a version differs from another of the same name
         * @description Scope `definitions:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["getDefinitionVersionDiff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/definitions/{name}/{version}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shows what an order from a version of a definition would do, in whatever state the version is
         * @description Scope `definitions:preview`, for the roles provider, support.
         */
        post: operations["previewDefinitionVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/definitions/{name}/{version}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a version out of use. Orders that have been accepted go on
         * @description Scope `definitions:retire`, for the roles provider.
         */
        post: operations["retireDefinitionVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/definitions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Proposes a definition for a wap-provisioningdoc that works today. Nothing is stored
         * @description Scope `definitions:create`, for the roles provider.
         */
        post: operations["importDefinition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/device-imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists imports of devices, newest first
         * @description Scope `devices:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["listDeviceImports"];
        put?: never;
        /**
         * Opens an import of devices from a file
         * @description Scope `devices:import`, for the roles provisioning, administrator.
         */
        post: operations["createDeviceImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/device-imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows how far an import is
         * @description Scope `devices:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["getDeviceImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/device-imports/{id}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists what became of each row of a file. No identifier is in it
         * @description Scope `devices:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["listDeviceImportRows"];
        /**
         * Sends the file of an import. Sent again, it goes on where it was interrupted, and repeats nothing
         * @description Scope `devices:import`, for the roles provisioning, administrator.
         */
        put: operations["replaceDeviceImportRow"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists devices, newest first, or finds one by one of its identifiers
         * @description Scope `devices:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["listDevices"];
        put?: never;
        /**
         * Makes a device known
         * @description Scope `devices:create`, for the roles provisioning, administrator.
         */
        post: operations["createDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows a device
         * @description Scope `devices:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        /**
         * Removes a device: what is personal of it is erased, its orders stay
         * @description Scope `devices:delete`, for the roles provisioning, administrator.
         */
        delete: operations["deleteDevice"];
        options?: never;
        head?: never;
        /**
         * Changes what is known of a device, its identifiers too
         * @description Scope `devices:update`, for the roles provisioning, administrator.
         */
        patch: operations["updateDevice"];
        trace?: never;
    };
    "/v1/devices/{id}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists what the user of a device has agreed to for a while, newest first, with what has ended
         * @description Scope `consents:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["listDeviceConsents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/consents/{consentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes back, for the user, what he has agreed to for a while: the next order asks him again
         * @description Scope `consents:withdraw`, for the roles provisioning, administrator, support.
         */
        delete: operations["deleteDeviceConsent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/contexts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the contexts that are believed to be in the phone: your own, and those lent to you
         * @description Scope `contexts:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["listDeviceContexts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the documents that reached a device, newest first: what, when, on what evidence; never the content
         * @description Scope `devices:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["listDeviceDocuments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows your orders that are sent to a phone, or wait for that: the one that has the turn, then the next ones
         * @description Scope `orders:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["getDeviceQueue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shows the identifiers of a device in clear. Each time is in the audit trail
         * @description Scope `devices:reveal`, for the roles provisioning.
         */
        post: operations["revealDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the domains of the caller's tenant, by name
         * @description Scope `domains:read`, for the roles provider, administrator, support, auditor.
         */
        get: operations["listDomains"];
        put?: never;
        /**
         * Says that a domain is the caller's own, and shows the DNS record that proves it
         * @description Scope `domains:create`, for the roles administrator.
         */
        post: operations["createDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/domains/{domain}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Gives a domain up: documents may not name its hosts any more
         * @description Scope `domains:delete`, for the roles administrator.
         */
        delete: operations["deleteDomain"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/domains/{domain}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Looks for the DNS record of a domain, and notes it as proved when it is there
         * @description Scope `domains:prove`, for the roles administrator.
         */
        post: operations["verifyDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists orders, newest first
         * @description Scope `orders:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Orders one service for one device. Answered when the order is stored; the rest happens afterwards
         * @description Answered when the order is stored: whatever dies afterwards, it will run. A repeat with the same
         *     `Idempotency-Key` and body gives the answer of the first time; one that comes while the first is worked on waits for it.
         *     The key is kept as long as the order. With `Prefer: wait=N` the end of the order is waited for, and answered 200.
         *
         *     Scope `orders:create`, for the roles provisioning.
         */
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows an order, with the questions for its user while it waits for the answers
         * @description With `Prefer: wait=N` it is answered when the order has ended or waits for its user, or after N seconds:
         *     asked again and again it follows an order.
         *
         *     Scope `orders:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/acknowledgements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reports what became of the settings on the device
         * @description Scope `orders:acknowledge`, for the roles provisioning.
         */
        post: operations["createOrderAcknowledgement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives what the user of the device said
         * @description Scope `orders:answer`, for the roles provisioning.
         */
        post: operations["answerOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancels an order
         * @description Scope `orders:cancel`, for the roles provisioning, administrator, support.
         */
        post: operations["cancelOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows the documents that were made for an order, without their secrets
         * @description Scope `documents:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["getOrderDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/document/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shows the newest document of an order in clear, and leaves an entry in the audit trail
         * @description Scope `documents:reveal`, for the roles provisioning.
         */
        post: operations["revealOrderDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists what happened to an order, oldest first
         * @description Scope `orders:read`, for the roles provisioning, provider, administrator, support, auditor.
         */
        get: operations["listOrderEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/link/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hands out the link to the page or the document for the user of an order, also as a QR code
         * @description For what you give to the user yourself, as a link or as a QR code (`Accept: image/svg+xml`); we send him nothing. Either the
         *     page on which he is asked, of a definition whose `confirmation.link` is `client`: it is there while the order is `awaiting_user`
         *     with `asking.way` `hosted`. Or his document, where an attempt goes by a bearer of kind `pull` with `link=client`: it is
         *     there while the order is open and fetches are left. Either may be had again; each time leaves an entry in the audit trail.
         *
         *     Scope `links:reveal`, for the roles provisioning.
         */
        post: operations["revealOrderLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/pin/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hands out the PIN of an order, once, and leaves an entry in the audit trail
         * @description For an order whose `pin.way` is `client`. Each run has a PIN of its own. It is handed out once, while the order is
         *     open; with USERPINMAC it is there as soon as the document is, which is when the order is `awaiting_acknowledgement`.
         *     Tell it to your user by another way than short message.
         *
         *     Scope `pins:reveal`, for the roles provisioning.
         */
        post: operations["revealOrderPin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/replace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts a new order in the place of one that is open
         * @description A new order for the same device, which has the place of the old one in the queue of the phone. Nothing more is sent of
         *     the old one: it is `cancelled` (`replaced`) when nothing of it may be on its way; else it goes on waiting for evidence, and the new one
         *     comes after it. Of a document that waits at a push proxy gateway the gateway is asked to deliver the new one in its place. An order
         *     that has ended cannot be replaced: run it again, or make a new one.
         *
         *     Scope `orders:replace`, for the roles provisioning.
         */
        post: operations["replaceOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Runs an order again that did not reach its end
         * @description Scope `orders:rerun`, for the roles provisioning, support.
         */
        post: operations["rerunOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/smart-card-file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives the file for a smart card of a bootstrap order, and leaves an entry in the audit trail
         * @description The octets of the newest document of the order, as the bootstrap file of a smart card holds them: WBXML from its first octet
         *     to its last, without SEC and MAC, because who writes the card is trusted. It holds secrets in clear, so it leaves an entry in the audit trail. How the file is
         *     named, found and protected on the card is the matter of whoever makes the card.
         *
         *     Scope `documents:reveal`, for the roles provisioning.
         */
        post: operations["smartCardFileOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Does everything an order would do, stores nothing and sends nothing
         * @description Scope `plans:create`, for the roles provisioning, provider, support.
         */
        post: operations["createPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sightings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reports that the network saw a phone use something, as evidence for the order that set it up
         * @description Scope `sightings:report`, for the roles operator. Only clients of those who run the installation may call it.
         */
        post: operations["createSighting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows the caller's tenant: its settings and limits, and what its documents may contain
         * @description Scope `settings:read`, for the roles provisioning, provider, administrator, support, auditor, billing, operator.
         */
        get: operations["getOwnTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes settings of the caller's tenant that are its own to choose
         * @description Scope `settings:update`, for the roles administrator.
         */
        patch: operations["updateOwnTenant"];
        trace?: never;
    };
    "/v1/tenant/signing-secret/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shows the secret that signs our calls to the endpoints of the caller's tenant
         * @description Scope `signing:reveal`, for the roles administrator.
         */
        post: operations["revealSigningSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenant/signing-secret/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a new one and shows it; the one before goes on signing as well, until the next is made
         * @description Scope `signing:rotate`, for the roles administrator.
         */
        post: operations["rotateSigningSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists tenants, by name
         * @description Scope `tenants:read`, for the roles operator. Only clients of those who run the installation may call it.
         */
        get: operations["listTenants"];
        put?: never;
        /**
         * Makes a tenant
         * @description Scope `tenants:create`, for the roles operator. Only clients of those who run the installation may call it.
         */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows a tenant
         * @description Scope `tenants:read`, for the roles operator. Only clients of those who run the installation may call it.
         */
        get: operations["getTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes a tenant: what it is called, what it may do. Seen everywhere within five seconds
         * @description Scope `tenants:update`, for the roles operator. Only clients of those who run the installation may call it.
         */
        patch: operations["updateTenant"];
        trace?: never;
    };
    "/v1/tenants/{tenant}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists what was done in a tenant, newest first
         * @description Scope `audit:inspect`, for the roles operator, auditor. Only clients of those who run the installation may call it.
         */
        get: operations["getTenantAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a client of a tenant, such as its first administrator; its key is shown once
         * @description Scope `tenants:admit`, for the roles operator. Only clients of those who run the installation may call it.
         */
        post: operations["createTenantClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/definitions/{name}/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows a version of any tenant, as it is to be approved
         * @description Scope `definitions:approve`, for the roles operator. Only clients of those who run the installation may call it.
         */
        get: operations["getTenantDefinitionVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/definitions/{name}/{version}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approves the content of a version and makes it active
         * @description Scope `definitions:approve`, for the roles operator. Only clients of those who run the installation may call it.
         */
        post: operations["approveTenantDefinitionVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/definitions/{name}/{version}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends a version back to its provider with a reason. One that is active is taken out of use
         * @description Scope `definitions:approve`, for the roles operator. Only clients of those who run the installation may call it.
         */
        post: operations["rejectTenantDefinitionVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/definitions/{name}/{version}/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lets every tenant order from a version. Its name is the provider’s from then on
         * @description Scope `definitions:share`, for the roles operator. Only clients of those who run the installation may call it.
         */
        post: operations["shareTenantDefinitionVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/definitions/{name}/{version}/unshare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leaves a version to its provider alone. Orders that have been accepted go on
         * @description Scope `definitions:share`, for the roles operator. Only clients of those who run the installation may call it.
         */
        post: operations["unshareTenantDefinitionVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/domains/{domain}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Gives a tenant a domain, by the operator's word: its documents may name its hosts and those under it
         * @description Scope `tenants:entrust`, for the roles operator. Only clients of those who run the installation may call it.
         */
        put: operations["replaceTenantDomain"];
        post?: never;
        /**
         * Takes a domain from a tenant, whoever proved it
         * @description Scope `tenants:entrust`, for the roles operator. Only clients of those who run the installation may call it.
         */
        delete: operations["deleteTenantDomain"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lets the clients of a tenant in again
         * @description Scope `tenants:suspend`, for the roles operator. Only clients of those who run the installation may call it.
         */
        post: operations["resumeTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shuts a tenant out: none of its clients is let in after five seconds, and nothing more goes out for it
         * @description Scope `tenants:suspend`, for the roles operator. Only clients of those who run the installation may call it.
         */
        post: operations["suspendTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** AcknowledgementRequest */
        AcknowledgementRequest: {
            /**
             * @description What became of the settings on the device
             * @enum {string}
             */
            outcome: "applied" | "refused";
            /**
             * @description Who says so
             * @enum {string}
             */
            source: "device" | "user" | "network";
        };
        /** AnsweredOrder */
        AnsweredOrder: {
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            acceptedAt: string;
            answerDueAt: string | null;
            asking: {
                remindedAt: string | null;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 */
                since: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 */
                until: string;
                /**
                 * @description Who is asked, and how
                 * @enum {string}
                 */
                way: "hosted" | "sms" | "client";
            } | null;
            attempts: components["schemas"]["Attempt"][];
            carriedBy: string | null;
            /** @description Orders that waited for this phone, whose settings are in the document of this one */
            carries: string[];
            /** @description What the user is to agree to, by language tag */
            confirmation?: {
                [key: string]: string;
            };
            /**
             * @description Whether all of the document is to go to the phone, or what it has not
             * @enum {string}
             */
            content: "whole" | "difference";
            context: {
                /**
                 * Format: uuid
                 * @description A UUID
                 */
                id: string;
                /** @description The PROVURL */
                name: string;
            } | null;
            definition: {
                name: string;
                version: string;
            };
            /**
             * Format: uuid
             * @description A UUID
             */
            deviceId: string;
            erasedAt: string | null;
            /**
             * @description How sure we are that the settings reached the device
             * @enum {string}
             */
            evidence: "none" | "submitted" | "delivered" | "applied";
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            expiresAt: string;
            externalId: string | null;
            fallback: ("NETWPIN" | "USERPIN" | "USERNETWPIN" | "USERPINMAC") | null;
            /**
             * Format: uuid
             * @description A UUID
             */
            id: string;
            /**
             * @description First contact, or a change to what an earlier contact set up
             * @enum {string}
             */
            kind: "bootstrap" | "provisioning";
            pin: {
                toldAt: string | null;
                /**
                 * @description How its user learns it
                 * @enum {string}
                 */
                way: "page" | "client" | "sms";
            } | null;
            /** @description What the user is to be asked */
            questions?: components["schemas"]["Question"][];
            queuedBehind: string | null;
            queuePlace: number | null;
            reason: ("answer_missing" | "lookup_failed" | "user_declined" | "user_unreachable" | "user_refused_on_device" | "client_cancelled" | "replaced" | "order_expired" | "document_unusable" | "content_forbidden" | "tenant_suspended" | "device_unusable" | "context_lost" | "bearer_refused" | "bearer_unavailable" | "bearer_paused" | "bearer_throttled" | "quiet_hours" | "tenant_paced" | "temporarily_refused" | "carried" | "in_doubt" | "receipt_negative" | "evidence_missing" | "attempts_exhausted" | "run_ended") | null;
            replacedBy: string | null;
            replaces: string | null;
            /** @description From 1; running the order again makes the next */
            run: number;
            /**
             * @description What makes the phone trust the document: a method, or with `none` the way it comes by
             * @enum {string}
             */
            security: "NETWPIN" | "USERPIN" | "USERNETWPIN" | "USERPINMAC" | "none";
            settledAt: string | null;
            /** @description What the user has agreed to for a while, when he said so */
            standing?: {
                /**
                 * Format: uuid
                 * @description A UUID
                 */
                id: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 */
                until: string;
                /**
                 * Format: uri
                 * @description The page on which the user takes it back. It is told here only: give it to him
                 */
                withdrawUrl: string;
            };
            /**
             * @description Where the order is
             * @enum {string}
             */
            state: "accepted" | "scheduled" | "awaiting_user" | "queued" | "delivering" | "awaiting_acknowledgement" | "completed" | "unconfirmed" | "declined" | "cancelled" | "expired" | "failed";
            waitsUntil: string | null;
            /**
             * @description What completes the order
             * @enum {string}
             */
            wantedEvidence: "none" | "submitted" | "delivered" | "applied";
        };
        /** AnswerRequest */
        AnswerRequest: {
            /** @description An answer to each question, by parameter; none when the user declined */
            answers?: Record<string, unknown>;
            /**
             * @description What the user said
             * @enum {string}
             */
            decision: "accept" | "decline";
            /** @description The user need not be asked again for this service on this device, for as long as its definition says (`confirmation.standing`) */
            standing?: boolean;
        };
        /** Attempt */
        Attempt: {
            /** @description From 1 in each run */
            attempt: number;
            bearer: string;
            /**
             * @description How the attempt ended, if it has
             * @enum {string}
             */
            outcome: "open" | "submitted" | "delivered" | "failed";
            /** @description Short messages that the document takes */
            partCount: number;
            partsAccepted: number;
            partsDelivered: number;
            /** @description Bearers that serve the number, by which it could have gone when it was begun */
            passedOver: {
                bearer: string;
                /**
                 * @description Why it did not go by this one
                 * @enum {string}
                 */
                why: "refused" | "used_up" | "paused" | "unavailable" | "tries" | "kind" | "network" | "prefix" | "priority" | "shared";
            }[];
            reason: string | null;
            run: number;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            startedAt: string;
            why: ("only_one" | "only_usable" | "tries" | "kind" | "network" | "prefix" | "priority" | "shared" | "moved") | null;
        };
        /** AuditEntry */
        AuditEntry: {
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            at: string;
            clientId: string | null;
            /** @description The x-correlator of the request; empty for a command line */
            correlator: string;
            /** @description Codes, names and counts */
            detail: {
                [key: string]: unknown;
            };
            /** @description SHA-256 over the hash before and this entry; keep the newest elsewhere */
            hash: string;
            /** @description From 1, without gaps within a tenant */
            number: number;
            /** @description What it was done to */
            object: string;
            /** @description The id or name of what it was done to */
            objectId: string;
            /** @description What was done */
            operation: string;
        };
        /** AuditPage */
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            next: string | null;
        };
        /** AwaitingDefinition */
        AwaitingDefinition: {
            activatedAt: string | null;
            /** @description What of it needs, or needed, the approval of those who run the installation */
            approvalNeeds: {
                /** @description What sort of content it is */
                kind: string;
                /** @description JSON Pointer into the definition; empty for the whole */
                path: string;
                /** @description What it would need, in words */
                why: string;
            }[];
            approvedAt: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            createdAt: string;
            /**
             * @description `bootstrap` opens a configuration context, `provisioning` goes into one
             * @enum {string}
             */
            kind: "bootstrap" | "provisioning";
            /** @description Lower case words joined by hyphens */
            name: string;
            /** @description The tenant that registered it */
            provider: string;
            rejection: string | null;
            retiredAt: string | null;
            /** @description Every tenant may order from it, by the word of those who run the installation */
            shared: boolean;
            /**
             * @description Only an active version can be ordered
             * @enum {string}
             */
            state: "draft" | "awaiting_approval" | "active" | "retired";
            submittedAt: string | null;
            /** @description For people */
            title: string;
            /** @description A semantic version of three numbers */
            version: string;
        };
        /** Charge */
        Charge: {
            /** @description The charging class of the service definition */
            class: string;
            /**
             * Format: uuid
             * @description A UUID
             */
            deviceId: string;
            /** @description Grows; the same record has the same id whenever it is read */
            id: string;
            /**
             * @description What is charged for
             * @enum {string}
             */
            kind: "order.accepted" | "sms.part" | "pap.push" | "pull.link" | "document.submitted" | "document.delivered" | "order.completed" | "prompt.sent" | "prompt.answered";
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            occurredAt: string;
            /**
             * Format: uuid
             * @description A UUID
             */
            orderId: string;
            run: number;
            /** @description What is counted within the kind: attempt/part for sms.part, else empty */
            unit: string;
        };
        /** ChargePage */
        ChargePage: {
            items: components["schemas"]["Charge"][];
            next: string | null;
        };
        /** Context */
        Context: {
            deviceId: string | null;
            /** @description What came into it by orders of yours, newest first, at most 20 */
            documents: {
                definition: {
                    name: string;
                    version: string;
                };
                /**
                 * @description What the belief that it is in the phone rests on
                 * @enum {string}
                 */
                evidence: "none" | "submitted" | "delivered" | "applied";
                /**
                 * @description Whether it opened the context or came later
                 * @enum {string}
                 */
                kind: "bootstrap" | "provisioning";
                /**
                 * Format: uuid
                 * @description A UUID
                 */
                orderId: string;
                run: number;
                settings: string[] | null;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 */
                settledAt: string;
            }[];
            /**
             * @description What the belief that it is in the phone rests on
             * @enum {string}
             */
            evidence: "none" | "submitted" | "delivered" | "applied";
            /**
             * Format: uuid
             * @description A UUID
             */
            id: string;
            /** @description The PROVURL that opened it */
            name: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            openedAt: string;
            openedBy: string | null;
            /** @description What you may do in it */
            operations: string[];
            owner: {
                /**
                 * Format: uuid
                 * @description A UUID
                 */
                id: string;
                name: string;
            };
            /**
             * @description Whether it is yours, or another tenant lets you use it
             * @enum {string}
             */
            ownership: "own" | "lent";
        };
        /** ContextGrant */
        ContextGrant: {
            /**
             * Format: uuid
             * @description A UUID
             */
            contextId: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            expiresAt: string;
            /**
             * Format: uuid
             * @description A UUID
             */
            id: string;
            operations: ("add" | "get" | "replace" | "delete")[];
            tenant: {
                /**
                 * Format: uuid
                 * @description A UUID
                 */
                id: string;
                name: string;
            };
        };
        /** ContextGrantPage */
        ContextGrantPage: {
            items: components["schemas"]["ContextGrant"][];
            next: string | null;
        };
        /**
         * ContextGrantRequest
         * @description Another tenant may use the context
         */
        ContextGrantRequest: {
            /**
             * Format: date-time
             * @description RFC 3339; at most 366 days ahead
             */
            expiresAt: string;
            operations: ("add" | "get" | "replace" | "delete")[];
            /**
             * Format: uuid
             * @description The id of the tenant that it is lent to
             */
            tenant: string;
        };
        /** ContextPage */
        ContextPage: {
            items: components["schemas"]["Context"][];
            next: string | null;
        };
        /** ContextTransfer */
        ContextTransfer: {
            context: {
                /**
                 * Format: uuid
                 * @description A UUID
                 */
                id: string;
                /** @description The PROVURL */
                name: string;
            };
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            createdAt: string;
            deviceId: string | null;
            /**
             * @description Whether it is offered to you or by you
             * @enum {string}
             */
            direction: "in" | "out";
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            expiresAt: string;
            from: {
                /**
                 * Format: uuid
                 * @description A UUID
                 */
                id: string;
                name: string;
            };
            /**
             * Format: uuid
             * @description A UUID
             */
            id: string;
            settledAt: string | null;
            /**
             * @description Where the offer is
             * @enum {string}
             */
            state: "open" | "accepted" | "declined" | "withdrawn" | "expired";
            to: {
                /**
                 * Format: uuid
                 * @description A UUID
                 */
                id: string;
                name: string;
            };
        };
        /** ContextTransferPage */
        ContextTransferPage: {
            items: components["schemas"]["ContextTransfer"][];
            next: string | null;
        };
        /**
         * ContextTransferRequest
         * @description The context is offered to another tenant
         */
        ContextTransferRequest: {
            /**
             * Format: date-time
             * @description RFC 3339; at most 366 days ahead, 7 days when absent
             */
            expiresAt?: string;
            /**
             * Format: uuid
             * @description The id of the tenant that is to own it
             */
            tenant: string;
        };
        /**
         * Definition
         * @description A version of a service definition
         */
        Definition: {
            /** @description The evidence that completes an order */
            acknowledgement: {
                /**
                 * @description What completes an order
                 * @enum {string}
                 */
                evidence: "submitted" | "delivered" | "applied";
                /** @description How long it is waited for: ISO 8601, from PT1M to P30D */
                timeout: string;
            };
            activatedAt: string | null;
            /** @description What of it needs, or needed, the approval of those who run the installation */
            approvalNeeds: {
                /** @description What sort of content it is */
                kind: string;
                /** @description JSON Pointer into the definition; empty for the whole */
                path: string;
                /** @description What it would need, in words */
                why: string;
            }[];
            approvedAt: string | null;
            /** @description How an order is charged */
            charging: {
                /** @description Named in charge records */
                class: string;
            };
            /** @description Who must say yes before anything is sent */
            confirmation: {
                /**
                 * @description How the user gets the link of `hosted`; from you with `client`
                 * @enum {string}
                 */
                link?: "sms" | "client";
                /** @description `none`: you vouch for consent. `client`: you ask your user and say what was said. `sms`: we ask by short message. `hosted`: on a page of ours, behind a link */
                mode: ("none" | "hosted" | "sms" | "client") | ("hosted" | "sms" | "client")[];
                /**
                 * @description What an order without an answer does; `expire` when left out
                 * @enum {string}
                 */
                onTimeout?: "expire" | "proceed" | "client";
                /** @description How long before the end of a way's time the user is reminded: ISO 8601, from PT1M to P30D */
                reminder?: string;
                /** @description How long a yes may count for later orders, when the user says so: ISO 8601, from PT1M to P30D */
                standing?: string;
                /** @description What the user is told, by language (BCP 47) */
                text: {
                    [key: string]: string;
                };
                /** @description How long the answer is waited for, all ways together: ISO 8601, from PT1M to P30D */
                timeout: string;
            };
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            createdAt: string;
            /** @description How the document reaches the device */
            delivery: {
                /** @description Attempts to deliver */
                attempts: number;
                /** @description Most of them by one bearer; all of them when left out */
                attemptsPerBearer?: number;
                /** @description Bearers, the first to be tried first */
                bearers: ("smpp" | "pap" | "pull")[];
                /** @description While such orders wait for one phone, their settings may go in one document; not when left out */
                merge?: boolean;
                /** @description How the user learns a PIN that we make, in order of preference */
                pin?: ("page" | "client" | "sms")[];
                /** @description Digits of a PIN that we make; 8 when left out */
                pinDigits?: number;
                quietHours?: {
                    /** @description The first minute that is quiet */
                    from: string;
                    /** @description The first minute that is not; before `from` when midnight lies between */
                    to: string;
                } | null;
                /** @description How the document proves where it comes from, in order of preference */
                security: ("NETWPIN" | "USERPIN" | "USERNETWPIN" | "USERPINMAC" | "none")[];
                /** @description How long an order tries: ISO 8601, from PT1M to P30D */
                validity: string;
            };
            /** @description Template of the document */
            document: components["schemas"]["TemplateCharacteristic"][];
            /**
             * @description Of the wap-provisioningdoc; 1.1 when left out
             * @enum {string}
             */
            documentVersion?: "1.0" | "1.1";
            /** @description What phones that do not take OMA CP fetch instead (bearer `pull`); the first that fits is given */
            forms?: ({
                /** @description The property list of the profile. A text, number, true or false as it stands; `{"from": name, "as": "text"|"integer"|"boolean"}`; `{"join": [texts and slots]}`; `{"if": name, "value": value}`; a list of values and of `{"each": list, "item": value}`; or a dictionary of values. Nothing is evaluated */
                template: {
                    [key: string]: unknown;
                };
                /** @constant */
                type: "mobileconfig";
            } | {
                /** @description What a browser calls what it keeps */
                fileName?: string;
                /**
                 * @description The phones whose browsers are given it; all when left out
                 * @enum {string}
                 */
                for?: "ios" | "android";
                /** @description What it is; nothing that browsers show or run */
                mediaType: string;
                /** @description `json`: the value. `xml`: `{"element": name, "attributes": {…}, "children": [elements and texts]}`. `text`: the list of lines. A text, number, true or false as it stands; `{"from": name, "as": "text"|"integer"|"boolean"}`; `{"join": [texts and slots]}`; `{"if": name, "value": value}`; a list of values and of `{"each": list, "item": value}`; or a dictionary of values. Nothing is evaluated */
                template: unknown;
                /**
                 * @description Its syntax
                 * @enum {string}
                 */
                type: "json" | "xml" | "text";
            })[];
            /**
             * @description `bootstrap` opens a configuration context, `provisioning` goes into one
             * @enum {string}
             */
            kind: "bootstrap" | "provisioning";
            /** @description An endpoint of the provider's that is called before the user is asked */
            lookup?: {
                /**
                 * @description What an order does that gets no answer from it
                 * @enum {string}
                 */
                ifDown: "ask" | "wait" | "fail";
                /** @description Parameters that it may know; an order need not bring them */
                parameters: string[];
                /** @description How long one call may take: ISO 8601, from PT1S to PT20S */
                timeout: string;
                /** @description Where it is called: https, without user, password and fragment */
                url: string;
            };
            /** @description Lower case words joined by hyphens */
            name: string;
            /** @description JSON Schema 2020-12 of an order's `parameters`; docs/definitions.md lists its keywords */
            parameters: {
                properties: {
                    [key: string]: Record<string, unknown>;
                };
                /** @constant */
                type: "object";
            };
            /** @description Questions to the user */
            prompts: {
                /**
                 * @description Where the answer may be known: then nobody is asked
                 * @enum {string}
                 */
                known?: "device.msisdn" | "device.model" | "device.imei";
                /** @description What is asked for */
                parameter: string;
                /** @description The answer is not to be shown as it is typed */
                secret: boolean;
                /** @description The question, by language (BCP 47) */
                text: {
                    [key: string]: string;
                };
            }[];
            /** @description The tenant that registered it */
            provider: string;
            rejection: string | null;
            /** @description What the device must support */
            requires: {
                /** @description Applications that the device must have; those of the document when left out */
                applications: string[];
                /** @description Bearers that must reach it */
                bearers?: ("smpp" | "pap" | "pull" | "dm")[];
                /** @description Whether it must have an OMA DM client */
                dm?: boolean;
                /** @description Short messages of one document that it must take */
                maxParts?: number;
            };
            retiredAt: string | null;
            /** @description Every tenant may order from it, by the word of those who run the installation */
            shared: boolean;
            /**
             * @description Only an active version can be ordered
             * @enum {string}
             */
            state: "draft" | "awaiting_approval" | "active" | "retired";
            submittedAt: string | null;
            /** @description For people */
            title: string;
            /** @description A semantic version of three numbers */
            version: string;
        };
        /**
         * DefinitionContent
         * @description A definition that can be registered as it is
         */
        DefinitionContent: {
            /** @description The evidence that completes an order */
            acknowledgement: {
                /**
                 * @description What completes an order
                 * @enum {string}
                 */
                evidence: "submitted" | "delivered" | "applied";
                /** @description How long it is waited for: ISO 8601, from PT1M to P30D */
                timeout: string;
            };
            /** @description How an order is charged */
            charging: {
                /** @description Named in charge records */
                class: string;
            };
            /** @description Who must say yes before anything is sent */
            confirmation: {
                /**
                 * @description How the user gets the link of `hosted`; from you with `client`
                 * @enum {string}
                 */
                link?: "sms" | "client";
                /** @description `none`: you vouch for consent. `client`: you ask your user and say what was said. `sms`: we ask by short message. `hosted`: on a page of ours, behind a link */
                mode: ("none" | "hosted" | "sms" | "client") | ("hosted" | "sms" | "client")[];
                /**
                 * @description What an order without an answer does; `expire` when left out
                 * @enum {string}
                 */
                onTimeout?: "expire" | "proceed" | "client";
                /** @description How long before the end of a way's time the user is reminded: ISO 8601, from PT1M to P30D */
                reminder?: string;
                /** @description How long a yes may count for later orders, when the user says so: ISO 8601, from PT1M to P30D */
                standing?: string;
                /** @description What the user is told, by language (BCP 47) */
                text: {
                    [key: string]: string;
                };
                /** @description How long the answer is waited for, all ways together: ISO 8601, from PT1M to P30D */
                timeout: string;
            };
            /** @description How the document reaches the device */
            delivery: {
                /** @description Attempts to deliver */
                attempts: number;
                /** @description Most of them by one bearer; all of them when left out */
                attemptsPerBearer?: number;
                /** @description Bearers, the first to be tried first */
                bearers: ("smpp" | "pap" | "pull")[];
                /** @description While such orders wait for one phone, their settings may go in one document; not when left out */
                merge?: boolean;
                /** @description How the user learns a PIN that we make, in order of preference */
                pin?: ("page" | "client" | "sms")[];
                /** @description Digits of a PIN that we make; 8 when left out */
                pinDigits?: number;
                quietHours?: {
                    /** @description The first minute that is quiet */
                    from: string;
                    /** @description The first minute that is not; before `from` when midnight lies between */
                    to: string;
                } | null;
                /** @description How the document proves where it comes from, in order of preference */
                security: ("NETWPIN" | "USERPIN" | "USERNETWPIN" | "USERPINMAC" | "none")[];
                /** @description How long an order tries: ISO 8601, from PT1M to P30D */
                validity: string;
            };
            /** @description Template of the document */
            document: components["schemas"]["TemplateCharacteristic"][];
            /**
             * @description Of the wap-provisioningdoc; 1.1 when left out
             * @enum {string}
             */
            documentVersion?: "1.0" | "1.1";
            /** @description What phones that do not take OMA CP fetch instead (bearer `pull`); the first that fits is given */
            forms?: ({
                /** @description The property list of the profile. A text, number, true or false as it stands; `{"from": name, "as": "text"|"integer"|"boolean"}`; `{"join": [texts and slots]}`; `{"if": name, "value": value}`; a list of values and of `{"each": list, "item": value}`; or a dictionary of values. Nothing is evaluated */
                template: {
                    [key: string]: unknown;
                };
                /** @constant */
                type: "mobileconfig";
            } | {
                /** @description What a browser calls what it keeps */
                fileName?: string;
                /**
                 * @description The phones whose browsers are given it; all when left out
                 * @enum {string}
                 */
                for?: "ios" | "android";
                /** @description What it is; nothing that browsers show or run */
                mediaType: string;
                /** @description `json`: the value. `xml`: `{"element": name, "attributes": {…}, "children": [elements and texts]}`. `text`: the list of lines. A text, number, true or false as it stands; `{"from": name, "as": "text"|"integer"|"boolean"}`; `{"join": [texts and slots]}`; `{"if": name, "value": value}`; a list of values and of `{"each": list, "item": value}`; or a dictionary of values. Nothing is evaluated */
                template: unknown;
                /**
                 * @description Its syntax
                 * @enum {string}
                 */
                type: "json" | "xml" | "text";
            })[];
            /**
             * @description `bootstrap` opens a configuration context, `provisioning` goes into one
             * @enum {string}
             */
            kind: "bootstrap" | "provisioning";
            /** @description An endpoint of the provider's that is called before the user is asked */
            lookup?: {
                /**
                 * @description What an order does that gets no answer from it
                 * @enum {string}
                 */
                ifDown: "ask" | "wait" | "fail";
                /** @description Parameters that it may know; an order need not bring them */
                parameters: string[];
                /** @description How long one call may take: ISO 8601, from PT1S to PT20S */
                timeout: string;
                /** @description Where it is called: https, without user, password and fragment */
                url: string;
            };
            /** @description Lower case words joined by hyphens */
            name: string;
            /** @description JSON Schema 2020-12 of an order's `parameters`; docs/definitions.md lists its keywords */
            parameters: {
                properties: {
                    [key: string]: Record<string, unknown>;
                };
                /** @constant */
                type: "object";
            };
            /** @description Questions to the user */
            prompts: {
                /**
                 * @description Where the answer may be known: then nobody is asked
                 * @enum {string}
                 */
                known?: "device.msisdn" | "device.model" | "device.imei";
                /** @description What is asked for */
                parameter: string;
                /** @description The answer is not to be shown as it is typed */
                secret: boolean;
                /** @description The question, by language (BCP 47) */
                text: {
                    [key: string]: string;
                };
            }[];
            /** @description What the device must support */
            requires: {
                /** @description Applications that the device must have; those of the document when left out */
                applications: string[];
                /** @description Bearers that must reach it */
                bearers?: ("smpp" | "pap" | "pull" | "dm")[];
                /** @description Whether it must have an OMA DM client */
                dm?: boolean;
                /** @description Short messages of one document that it must take */
                maxParts?: number;
            };
            /** @description For people */
            title: string;
            /** @description A semantic version of three numbers */
            version: string;
        };
        /** DefinitionHead */
        DefinitionHead: {
            activatedAt: string | null;
            approvedAt: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            createdAt: string;
            /**
             * @description `bootstrap` opens a configuration context, `provisioning` goes into one
             * @enum {string}
             */
            kind: "bootstrap" | "provisioning";
            /** @description Lower case words joined by hyphens */
            name: string;
            /** @description The tenant that registered it */
            provider: string;
            retiredAt: string | null;
            /** @description Every tenant may order from it, by the word of those who run the installation */
            shared: boolean;
            /**
             * @description Only an active version can be ordered
             * @enum {string}
             */
            state: "draft" | "awaiting_approval" | "active" | "retired";
            submittedAt: string | null;
            /** @description For people */
            title: string;
            /** @description A semantic version of three numbers */
            version: string;
        };
        /** Device */
        Device: {
            applications: string[] | null;
            bearers: string[] | null;
            /** @description What the binding of the tenant to the phone rests on */
            binding: {
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 */
                at: string;
                by: string | null;
                /**
                 * @description Whose word it is that the tenant serves this phone: its own, the operator’s, or the subscriber’s
                 * @enum {string}
                 */
                proof: "claimed" | "operator" | "confirmed";
            };
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            createdAt: string;
            dm: boolean | null;
            /**
             * Format: uuid
             * @description A UUID
             */
            id: string;
            imei: string | null;
            imsi: string | null;
            maxParts: number;
            mediaTypes: string[] | null;
            model: string | null;
            msisdn: string | null;
            timeZone: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            updatedAt: string;
        };
        /** DeviceDocument */
        DeviceDocument: {
            context: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            createdAt: string;
            definition: {
                name: string;
                version: string;
            };
            /**
             * @description How sure we are that it reached the device
             * @enum {string}
             */
            evidence: "none" | "submitted" | "delivered" | "applied";
            /** @description Equal for equal messages; a keyed hash, of use for nothing else */
            hash: string;
            /** @description `bootstrap` or `provisioning` */
            kind: string;
            /** @description Length of the push message */
            octets: number;
            /**
             * Format: uuid
             * @description A UUID
             */
            orderId: string;
            /** @description The run of the order */
            run: number;
            settledAt: string | null;
        };
        /** DeviceDocumentPage */
        DeviceDocumentPage: {
            items: components["schemas"]["DeviceDocument"][];
            next: string | null;
        };
        /** DevicePage */
        DevicePage: {
            items: components["schemas"]["Device"][];
            next: string | null;
        };
        /**
         * DevicePatch
         * @description JSON Merge Patch (RFC 7396): what is absent stays, what is null is forgotten, a list is replaced whole
         */
        DevicePatch: {
            applications?: string[] | null;
            bearers?: ("smpp" | "pap" | "pull" | "dm")[] | null;
            dm?: boolean | null;
            imei?: string | null;
            imsi?: string | null;
            maxParts?: number | null;
            mediaTypes?: string[] | null;
            model?: string | null;
            msisdn?: string | null;
            timeZone?: string | null;
        };
        /** DeviceQueue */
        DeviceQueue: {
            /** @description In the order of their turns; 200 at most */
            orders: components["schemas"]["Order"][];
        };
        /**
         * DeviceRequest
         * @description A device, by at least one of msisdn, imsi and imei
         */
        DeviceRequest: {
            /** @description OMA CP application ids that the device supports */
            applications?: string[];
            /** @description Bearers that are known to reach the device */
            bearers?: ("smpp" | "pap" | "pull" | "dm")[];
            /** @description Whether the device has an OMA DM client */
            dm?: boolean;
            /** @description 15 digits */
            imei?: string;
            /** @description 6 to 15 digits */
            imsi?: string;
            /** @description Most parts of one message; 10 when nothing is known */
            maxParts?: number;
            /** @description Forms of documents, besides OMA CP, that the device is known to take: it is given the first of these that there is */
            mediaTypes?: string[];
            /** @description The model, for people */
            model?: string;
            /** @description E.164, with the plus */
            msisdn?: string;
            /** @description Where the device is, for quiet hours: a time zone of IANA */
            timeZone?: string;
        };
        /**
         * NewDefinition
         * @description A new version of a service definition. What is left out has a default
         */
        NewDefinition: {
            /** @description The evidence that completes an order */
            acknowledgement?: {
                /**
                 * @description What completes an order
                 * @enum {string}
                 */
                evidence?: "submitted" | "delivered" | "applied";
                /** @description How long it is waited for: ISO 8601, from PT1M to P30D */
                timeout?: string;
            };
            /** @description How an order is charged */
            charging?: {
                /** @description Named in charge records */
                class?: string;
            };
            /** @description Who must say yes before anything is sent */
            confirmation?: {
                /**
                 * @description How the user gets the link of `hosted`; from you with `client`
                 * @enum {string}
                 */
                link?: "sms" | "client";
                /** @description `none`: you vouch for consent. `client`: you ask your user and say what was said. `sms`: we ask by short message. `hosted`: on a page of ours, behind a link */
                mode?: ("none" | "hosted" | "sms" | "client") | ("hosted" | "sms" | "client")[];
                /**
                 * @description What an order without an answer does; `expire` when left out
                 * @enum {string}
                 */
                onTimeout?: "expire" | "proceed" | "client";
                /** @description How long before the end of a way's time the user is reminded: ISO 8601, from PT1M to P30D */
                reminder?: string;
                /** @description How long a yes may count for later orders, when the user says so: ISO 8601, from PT1M to P30D */
                standing?: string;
                /** @description What the user is told, by language (BCP 47) */
                text?: {
                    [key: string]: string;
                };
                /** @description How long the answer is waited for, all ways together: ISO 8601, from PT1M to P30D */
                timeout?: string;
            };
            /** @description How the document reaches the device */
            delivery?: {
                /** @description Attempts to deliver */
                attempts?: number;
                /** @description Most of them by one bearer; all of them when left out */
                attemptsPerBearer?: number;
                /** @description Bearers, the first to be tried first */
                bearers?: ("smpp" | "pap" | "pull")[];
                /** @description While such orders wait for one phone, their settings may go in one document; not when left out */
                merge?: boolean;
                /** @description How the user learns a PIN that we make, in order of preference */
                pin?: ("page" | "client" | "sms")[];
                /** @description Digits of a PIN that we make; 8 when left out */
                pinDigits?: number;
                quietHours?: {
                    /** @description The first minute that is quiet */
                    from: string;
                    /** @description The first minute that is not; before `from` when midnight lies between */
                    to: string;
                } | null;
                /** @description How the document proves where it comes from, in order of preference */
                security?: ("NETWPIN" | "USERPIN" | "USERNETWPIN" | "USERPINMAC" | "none")[];
                /** @description How long an order tries: ISO 8601, from PT1M to P30D */
                validity?: string;
            };
            /** @description Template of the document */
            document: components["schemas"]["TemplateCharacteristic"][];
            /**
             * @description Of the wap-provisioningdoc; 1.1 when left out
             * @enum {string}
             */
            documentVersion?: "1.0" | "1.1";
            /** @description What phones that do not take OMA CP fetch instead (bearer `pull`); the first that fits is given */
            forms?: ({
                /** @description The property list of the profile. A text, number, true or false as it stands; `{"from": name, "as": "text"|"integer"|"boolean"}`; `{"join": [texts and slots]}`; `{"if": name, "value": value}`; a list of values and of `{"each": list, "item": value}`; or a dictionary of values. Nothing is evaluated */
                template: {
                    [key: string]: unknown;
                };
                /** @constant */
                type: "mobileconfig";
            } | {
                /** @description What a browser calls what it keeps */
                fileName?: string;
                /**
                 * @description The phones whose browsers are given it; all when left out
                 * @enum {string}
                 */
                for?: "ios" | "android";
                /** @description What it is; nothing that browsers show or run */
                mediaType: string;
                /** @description `json`: the value. `xml`: `{"element": name, "attributes": {…}, "children": [elements and texts]}`. `text`: the list of lines. A text, number, true or false as it stands; `{"from": name, "as": "text"|"integer"|"boolean"}`; `{"join": [texts and slots]}`; `{"if": name, "value": value}`; a list of values and of `{"each": list, "item": value}`; or a dictionary of values. Nothing is evaluated */
                template: unknown;
                /**
                 * @description Its syntax
                 * @enum {string}
                 */
                type: "json" | "xml" | "text";
            })[];
            /**
             * @description `bootstrap` opens a configuration context, `provisioning` goes into one
             * @enum {string}
             */
            kind?: "bootstrap" | "provisioning";
            /** @description An endpoint of the provider's that is called before the user is asked */
            lookup?: {
                /**
                 * @description What an order does that gets no answer from it
                 * @enum {string}
                 */
                ifDown?: "ask" | "wait" | "fail";
                /** @description Parameters that it may know; an order need not bring them */
                parameters: string[];
                /** @description How long one call may take: ISO 8601, from PT1S to PT20S */
                timeout?: string;
                /** @description Where it is called: https, without user, password and fragment */
                url: string;
            };
            /** @description Lower case words joined by hyphens */
            name: string;
            /** @description JSON Schema 2020-12 of an order's `parameters`; docs/definitions.md lists its keywords */
            parameters?: {
                properties?: {
                    [key: string]: Record<string, unknown>;
                };
                /** @constant */
                type?: "object";
            };
            /** @description Questions to the user, each for one parameter */
            prompts?: {
                /**
                 * @description Where the answer may be known: then nobody is asked
                 * @enum {string}
                 */
                known?: "device.msisdn" | "device.model" | "device.imei";
                /** @description What is asked for */
                parameter: string;
                /** @description The answer is not to be shown as it is typed */
                secret?: boolean;
                /** @description The question, by language (BCP 47) */
                text: {
                    [key: string]: string;
                };
            }[];
            /** @description What the device must support */
            requires?: {
                /** @description Applications that the device must have; those of the document when left out */
                applications?: string[];
                /** @description Bearers that must reach it */
                bearers?: ("smpp" | "pap" | "pull" | "dm")[];
                /** @description Whether it must have an OMA DM client */
                dm?: boolean;
                /** @description Short messages of one document that it must take */
                maxParts?: number;
            };
            /** @description For people */
            title: string;
            /** @description A semantic version of three numbers */
            version: string;
        };
        /** Order */
        Order: {
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            acceptedAt: string;
            answerDueAt: string | null;
            asking: {
                remindedAt: string | null;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 */
                since: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 */
                until: string;
                /**
                 * @description Who is asked, and how
                 * @enum {string}
                 */
                way: "hosted" | "sms" | "client";
            } | null;
            attempts: components["schemas"]["Attempt"][];
            carriedBy: string | null;
            /** @description Orders that waited for this phone, whose settings are in the document of this one */
            carries: string[];
            /** @description What the user is to agree to, by language tag */
            confirmation?: {
                [key: string]: string;
            };
            /**
             * @description Whether all of the document is to go to the phone, or what it has not
             * @enum {string}
             */
            content: "whole" | "difference";
            context: {
                /**
                 * Format: uuid
                 * @description A UUID
                 */
                id: string;
                /** @description The PROVURL */
                name: string;
            } | null;
            definition: {
                name: string;
                version: string;
            };
            /**
             * Format: uuid
             * @description A UUID
             */
            deviceId: string;
            erasedAt: string | null;
            /**
             * @description How sure we are that the settings reached the device
             * @enum {string}
             */
            evidence: "none" | "submitted" | "delivered" | "applied";
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            expiresAt: string;
            externalId: string | null;
            fallback: ("NETWPIN" | "USERPIN" | "USERNETWPIN" | "USERPINMAC") | null;
            /**
             * Format: uuid
             * @description A UUID
             */
            id: string;
            /**
             * @description First contact, or a change to what an earlier contact set up
             * @enum {string}
             */
            kind: "bootstrap" | "provisioning";
            pin: {
                toldAt: string | null;
                /**
                 * @description How its user learns it
                 * @enum {string}
                 */
                way: "page" | "client" | "sms";
            } | null;
            /** @description What the user is to be asked */
            questions?: components["schemas"]["Question"][];
            queuedBehind: string | null;
            queuePlace: number | null;
            reason: ("answer_missing" | "lookup_failed" | "user_declined" | "user_unreachable" | "user_refused_on_device" | "client_cancelled" | "replaced" | "order_expired" | "document_unusable" | "content_forbidden" | "tenant_suspended" | "device_unusable" | "context_lost" | "bearer_refused" | "bearer_unavailable" | "bearer_paused" | "bearer_throttled" | "quiet_hours" | "tenant_paced" | "temporarily_refused" | "carried" | "in_doubt" | "receipt_negative" | "evidence_missing" | "attempts_exhausted" | "run_ended") | null;
            replacedBy: string | null;
            replaces: string | null;
            /** @description From 1; running the order again makes the next */
            run: number;
            /**
             * @description What makes the phone trust the document: a method, or with `none` the way it comes by
             * @enum {string}
             */
            security: "NETWPIN" | "USERPIN" | "USERNETWPIN" | "USERPINMAC" | "none";
            settledAt: string | null;
            /**
             * @description Where the order is
             * @enum {string}
             */
            state: "accepted" | "scheduled" | "awaiting_user" | "queued" | "delivering" | "awaiting_acknowledgement" | "completed" | "unconfirmed" | "declined" | "cancelled" | "expired" | "failed";
            waitsUntil: string | null;
            /**
             * @description What completes the order
             * @enum {string}
             */
            wantedEvidence: "none" | "submitted" | "delivered" | "applied";
        };
        /** OrderEvent */
        OrderEvent: {
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            at: string;
            detail: Record<string, unknown>;
            id: string;
            run: number;
            /** @description Such as `order.accepted` */
            type: string;
        };
        /** OrderEventPage */
        OrderEventPage: {
            items: components["schemas"]["OrderEvent"][];
            next: string | null;
        };
        /** OrderPage */
        OrderPage: {
            items: components["schemas"]["Order"][];
            next: string | null;
        };
        /**
         * OrderRequest
         * @description One device is to be provisioned with one service
         */
        OrderRequest: {
            /**
             * @description Whether all of the document goes into the context (`whole`, when absent), or what the phone has not
             * @enum {string}
             */
            content?: "whole" | "difference";
            /** @description The context in the phone of the device that the settings go into, by its id or its name: of your own, or lent to you */
            context?: {
                /**
                 * Format: uuid
                 * @description A UUID
                 */
                id?: string;
                /** @description The PROVURL that opened it */
                name?: string;
            };
            /** @description The service to be set up */
            definition: {
                /** @description The name of a service definition */
                name: string;
                /** @description Its version; the newest when absent */
                version?: string;
            };
            /** @description The device, by exactly one identifier */
            device: {
                /**
                 * Format: uuid
                 * @description A UUID
                 */
                id?: string;
                /** @description 15 digits */
                imei?: string;
                /** @description 6 to 15 digits */
                imsi?: string;
                /** @description E.164, with the plus */
                msisdn?: string;
            };
            /**
             * Format: date-time
             * @description RFC 3339; what is not on its way by then is given up (`expired`), if the definition does not give up sooner
             */
            expires?: string;
            /** @description The caller's own name for the order */
            externalId?: string;
            /**
             * Format: date-time
             * @description RFC 3339; nothing is done before, at most 90 days ahead
             */
            notBefore?: string;
            /** @description What the service definition asks for. What its prompts ask for may be left to the user */
            parameters: Record<string, unknown>;
            /** @description A PIN of 4 to 16 digits that the user knows, for USERPIN and USERNETWPIN; never shown again. Without it we make one where the definition has a way to tell it */
            pin?: string;
            /** @description Where the device is, for quiet hours, when its record does not say: a time zone of IANA */
            timeZone?: string;
        };
        Problem: {
            /**
             * @description For programs; absent when the failure was not foreseen
             * @enum {string}
             */
            code?: "request_malformed" | "request_invalid" | "request_too_large" | "media_type_unsupported" | "route_unknown" | "method_not_allowed" | "credential_missing" | "credential_invalid" | "credential_expired" | "permission_missing" | "precondition_missing" | "precondition_failed" | "idempotency_key_missing" | "idempotency_key_reused" | "idempotency_key_in_progress" | "source_forbidden" | "rate_limited" | "limit_reached" | "tenant_not_found" | "tenant_already_exists" | "tenant_protected" | "bearer_not_found" | "bearer_already_exists" | "domain_not_found" | "domain_unprovable" | "domain_unproved" | "client_not_found" | "client_keys_full" | "client_key_not_found" | "client_registration_taken" | "order_not_found" | "order_state_unfit" | "order_cancel_too_late" | "order_replaced" | "order_already_answered" | "link_unavailable" | "pin_unavailable" | "pin_already_told" | "order_erased" | "device_not_found" | "device_already_exists" | "device_in_use" | "device_not_addressable" | "device_unfit" | "import_not_found" | "import_state_unfit" | "import_file_differs" | "consent_not_found" | "context_not_found" | "context_already_open" | "context_unfit" | "context_grant_not_found" | "context_transfer_not_found" | "context_transfer_state_unfit" | "user_unreachable" | "confirmation_required" | "definition_not_found" | "definition_already_exists" | "definition_state_unfit" | "definition_name_taken" | "definition_unusable" | "definition_invalid" | "parameters_invalid" | "content_forbidden" | "security_unavailable" | "document_invalid" | "document_too_large" | "frequency_exceeded" | "backlog_full" | "service_unavailable" | "data_unreadable";
            /** @description What was wanted and what was got, for people */
            detail?: string;
            /** @description What is wrong with the input, never with its values */
            errors?: {
                expected: string;
                /** @description A JSON Pointer into the body, or the name of a header or a query parameter */
                field: string;
                got: string;
            }[];
            status: number;
            /** @description What the code means */
            title: string;
            /**
             * Format: uri-reference
             * @description Where there is a page about the code
             */
            type: string;
        };
        /** ProblemPage */
        ProblemPage: {
            /**
             * @description What programs branch on
             * @enum {string}
             */
            code: "request_malformed" | "request_invalid" | "request_too_large" | "media_type_unsupported" | "route_unknown" | "method_not_allowed" | "credential_missing" | "credential_invalid" | "credential_expired" | "permission_missing" | "precondition_missing" | "precondition_failed" | "idempotency_key_missing" | "idempotency_key_reused" | "idempotency_key_in_progress" | "source_forbidden" | "rate_limited" | "limit_reached" | "tenant_not_found" | "tenant_already_exists" | "tenant_protected" | "bearer_not_found" | "bearer_already_exists" | "domain_not_found" | "domain_unprovable" | "domain_unproved" | "client_not_found" | "client_keys_full" | "client_key_not_found" | "client_registration_taken" | "order_not_found" | "order_state_unfit" | "order_cancel_too_late" | "order_replaced" | "order_already_answered" | "link_unavailable" | "pin_unavailable" | "pin_already_told" | "order_erased" | "device_not_found" | "device_already_exists" | "device_in_use" | "device_not_addressable" | "device_unfit" | "import_not_found" | "import_state_unfit" | "import_file_differs" | "consent_not_found" | "context_not_found" | "context_already_open" | "context_unfit" | "context_grant_not_found" | "context_transfer_not_found" | "context_transfer_state_unfit" | "user_unreachable" | "confirmation_required" | "definition_not_found" | "definition_already_exists" | "definition_state_unfit" | "definition_name_taken" | "definition_unusable" | "definition_invalid" | "parameters_invalid" | "content_forbidden" | "security_unavailable" | "document_invalid" | "document_too_large" | "frequency_exceeded" | "backlog_full" | "service_unavailable" | "data_unreadable";
            /** @description When it is given */
            means: string;
            /** @description What to do, in Markdown */
            remedy: string;
            /** @description The usual status; a call may answer another */
            status: number;
            title: string;
            /** @description What the `type` of such a problem says */
            type: string;
        };
        /** ProblemPages */
        ProblemPages: {
            items: components["schemas"]["ProblemPage"][];
        };
        /** Question */
        Question: {
            /** @description The name under which the answer is given */
            parameter: string;
            required: boolean;
            /** @description JSON Schema of the answer */
            schema: Record<string, unknown>;
            /** @description The answer is not to be shown while it is typed */
            secret: boolean;
            /** @description The question, by language tag */
            text: {
                [key: string]: string;
            };
        };
        /**
         * ReplacementRequest
         * @description What is to be set up instead, on the same device
         */
        ReplacementRequest: {
            /**
             * @description Whether all of the document goes into the context (`whole`, when absent), or what the phone has not
             * @enum {string}
             */
            content?: "whole" | "difference";
            /** @description The context in the phone of the device that the settings go into, by its id or its name: of your own, or lent to you */
            context?: {
                /**
                 * Format: uuid
                 * @description A UUID
                 */
                id?: string;
                /** @description The PROVURL that opened it */
                name?: string;
            };
            /** @description The service to be set up */
            definition: {
                /** @description The name of a service definition */
                name: string;
                /** @description Its version; the newest when absent */
                version?: string;
            };
            /**
             * Format: date-time
             * @description RFC 3339; what is not on its way by then is given up (`expired`), if the definition does not give up sooner
             */
            expires?: string;
            /** @description The caller's own name for the order */
            externalId?: string;
            /**
             * Format: date-time
             * @description RFC 3339; nothing is done before, at most 90 days ahead
             */
            notBefore?: string;
            /** @description What the service definition asks for. What its prompts ask for may be left to the user */
            parameters: Record<string, unknown>;
            /** @description A PIN of 4 to 16 digits that the user knows, for USERPIN and USERNETWPIN; never shown again. Without it we make one where the definition has a way to tell it */
            pin?: string;
            /** @description Where the device is, for quiet hours, when its record does not say: a time zone of IANA */
            timeZone?: string;
        };
        /** RevealedDevice */
        RevealedDevice: {
            /**
             * Format: uuid
             * @description A UUID
             */
            id: string;
            imei: string | null;
            imsi: string | null;
            msisdn: string | null;
        };
        /** Sighting */
        Sighting: {
            /** @description The phone, by exactly one identifier */
            device: {
                /** @description 15 digits */
                imei?: string;
                /** @description 6 to 15 digits */
                imsi?: string;
                /** @description E.164, with the plus */
                msisdn?: string;
            };
            /**
             * Format: date-time
             * @description When the network saw it
             */
            seenAt: string;
            /** @description What it used, exactly one thing */
            used: {
                /** @description An access point, with or without the operator identifier */
                apn?: string;
                /** @description An application, as APPID names it */
                applicationId?: string;
                /** @description A host that it connected to */
                host?: string;
            };
        };
        /** StandingConsent */
        StandingConsent: {
            /** @description The name of the service that the user need not be asked for */
            definition: string;
            endedAt: string | null;
            endedBy: ("user" | "client" | "stop" | "device" | "replaced") | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            givenAt: string;
            /**
             * Format: uuid
             * @description A UUID
             */
            id: string;
            /**
             * Format: uuid
             * @description The order with whose question it was given
             */
            orderId: string;
            /**
             * @description How it was given
             * @enum {string}
             */
            way: "hosted" | "sms" | "client";
        };
        /** StandingConsentPage */
        StandingConsentPage: {
            items: components["schemas"]["StandingConsent"][];
            next: string | null;
        };
        /**
         * TemplateCharacteristic
         * @description A characteristic of the document. Nothing in it is evaluated
         */
        TemplateCharacteristic: {
            /** @description Characteristics inside it */
            children?: components["schemas"]["TemplateCharacteristic"][];
            /** @description Once for each element of this list; within, `item` is the element */
            each?: string;
            /** @description Left out unless this name has a value */
            if?: string;
            parms?: {
                [key: string]: string | {
                    /** @description A parameter, or `device.*`, `tenant.*`, `order.id`; within `each` also `item` */
                    from: string;
                } | (string | {
                    /** @description A parameter, or `device.*`, `tenant.*`, `order.id`; within `each` also `item` */
                    from: string;
                })[] | true | {
                    /** @description Once for each element of this list; within, `item` is the element */
                    each?: string;
                    /** @description Left out unless this name has a value */
                    if?: string;
                    /** @description A flag when absent */
                    value?: string | {
                        /** @description A parameter, or `device.*`, `tenant.*`, `order.id`; within `each` also `item` */
                        from: string;
                    } | (string | {
                        /** @description A parameter, or `device.*`, `tenant.*`, `order.id`; within `each` also `item` */
                        from: string;
                    })[] | true;
                    /** @description Content of a vendor, which the rules of OMA CP do not know */
                    vendor?: boolean;
                };
            } | {
                /** @description Once for each element of this list; within, `item` is the element */
                each?: string;
                /** @description Left out unless this name has a value */
                if?: string;
                /** @description The name of the parm */
                name: string;
                /** @description A flag when absent */
                value?: string | {
                    /** @description A parameter, or `device.*`, `tenant.*`, `order.id`; within `each` also `item` */
                    from: string;
                } | (string | {
                    /** @description A parameter, or `device.*`, `tenant.*`, `order.id`; within `each` also `item` */
                    from: string;
                })[] | true;
                /** @description Content of a vendor, which the rules of OMA CP do not know */
                vendor?: boolean;
            }[];
            /** @description Such as NAPDEF */
            type: string;
            /** @description Content of a vendor, which the rules of OMA CP do not know */
            vendor?: boolean;
        };
    };
    responses: {
        /** @description Still as it was when it had this ETag */
        NotModified: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description A failure that was not foreseen; `x-correlator` leads to it in the log */
        Unforeseen: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description The ETag of what is known already: answered 304 while it is still so */
        "If-None-Match": string;
        /** @description Names the request in the log and in the reply; made up when absent */
        "x-correlator": string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealthz: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                    };
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
        };
    };
    listProblems: {
        parameters: {
            query?: never;
            header?: {
                /** @description JSON when it is asked for and HTML is not */
                Accept?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemPages"];
                    "text/html": string;
                };
            };
        };
    };
    getProblem: {
        parameters: {
            query?: never;
            header?: {
                /** @description JSON when it is asked for and HTML is not */
                Accept?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The code */
                code: "request_malformed" | "request_invalid" | "request_too_large" | "media_type_unsupported" | "route_unknown" | "method_not_allowed" | "credential_missing" | "credential_invalid" | "credential_expired" | "permission_missing" | "precondition_missing" | "precondition_failed" | "idempotency_key_missing" | "idempotency_key_reused" | "idempotency_key_in_progress" | "source_forbidden" | "rate_limited" | "limit_reached" | "tenant_not_found" | "tenant_already_exists" | "tenant_protected" | "bearer_not_found" | "bearer_already_exists" | "domain_not_found" | "domain_unprovable" | "domain_unproved" | "client_not_found" | "client_keys_full" | "client_key_not_found" | "client_registration_taken" | "order_not_found" | "order_state_unfit" | "order_cancel_too_late" | "order_replaced" | "order_already_answered" | "link_unavailable" | "pin_unavailable" | "pin_already_told" | "order_erased" | "device_not_found" | "device_already_exists" | "device_in_use" | "device_not_addressable" | "device_unfit" | "import_not_found" | "import_state_unfit" | "import_file_differs" | "consent_not_found" | "context_not_found" | "context_already_open" | "context_unfit" | "context_grant_not_found" | "context_transfer_not_found" | "context_transfer_state_unfit" | "user_unreachable" | "confirmation_required" | "definition_not_found" | "definition_already_exists" | "definition_state_unfit" | "definition_name_taken" | "definition_unusable" | "definition_invalid" | "parameters_invalid" | "content_forbidden" | "security_unavailable" | "document_invalid" | "document_too_large" | "frequency_exceeded" | "backlog_full" | "service_unavailable" | "data_unreadable";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemPage"];
                    "text/html": string;
                };
            };
        };
    };
    getReadyz: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Whether it answers
                         * @enum {string}
                         */
                        database: "ok" | "down";
                        /**
                         * @description degraded: orders are accepted, and run when all is back
                         * @enum {string}
                         */
                        status: "ok" | "degraded" | "unavailable";
                        /**
                         * @description Whether it answers
                         * @enum {string}
                         */
                        temporal: "ok" | "down";
                    };
                };
            };
        };
    };
    getReference: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    getReferenceAsset: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The name of the part */
                asset: "start.js" | "swagger-ui-bundle.js" | "swagger-ui.css" | "favicon-32x32.png";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                    "text/css": string;
                    "text/javascript": string;
                };
            };
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AwaitingDefinition"][];
                        next: string | null;
                    };
                };
            };
        };
    };
    getAudit: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description A UUID */
                clientId?: string;
                /** @description RFC 3339, UTC */
                from?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
                /** @description Only what was done to things of this kind */
                object?: string;
                /** @description Only what was done this way */
                operation?: string;
                /** @description RFC 3339, UTC */
                until?: string;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
        };
    };
    listBearers: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description The URL without its password */
                            address: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            /** @description For statuses that the specification leaves to vendors, or that this SMSC uses otherwise; of a status that is named twice the last counts. For kind smpp */
                            errorTable: {
                                /**
                                 * @description permanent: the message will never be taken; temporary: it may be later; throttled: nothing is wrong with it, slow down
                                 * @enum {string}
                                 */
                                kind: "permanent" | "temporary" | "throttled";
                                /** @description command_status of an answer */
                                status: number;
                            }[];
                            /**
                             * @description A link to an SMSC (smpp), one to a push proxy gateway (pap), or links by which phones fetch their documents (pull)
                             * @enum {string}
                             */
                            kind: "smpp" | "pap" | "pull";
                            links: {
                                /** @description Given to the other side, which has not answered yet */
                                inFlight: number;
                                /** @description Something given now would go to the wire at once */
                                isReady: boolean;
                                perSecond: number | null;
                                /**
                                 * Format: date-time
                                 * @description When the worker told this
                                 */
                                seenAt: string;
                                /**
                                 * Format: date-time
                                 * @description When it became ready, or ceased to be
                                 */
                                since: string;
                                /** @description As the link calls it, such as connecting, binding or open */
                                state: string;
                                /** @description Waits in the worker for its turn */
                                waiting: number;
                                /** @description One worker process; another after a restart */
                                worker: string;
                            }[];
                            /** @description What it is called in attempts, charges and metrics */
                            name: string;
                            /** @description Codes of the networks that it serves; none for all */
                            networks: string[];
                            pausedAt: string | null;
                            /** @description Beginnings of numbers that it serves; none for all numbers */
                            prefixes: string[];
                            /** @description The lowest is tried first */
                            priority: number;
                            rate: number | null;
                            /**
                             * @description ready: some worker can send by it; paused: an operator wants nothing to be sent; unreachable: no worker is connected; unused: no worker has it open
                             * @enum {string}
                             */
                            state: "ready" | "paused" | "unreachable" | "unused";
                        }[];
                        next: string | null;
                    };
                };
            };
        };
    };
    createBearer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description For statuses that the specification leaves to vendors, or that this SMSC uses otherwise; of a status that is named twice the last counts. For kind smpp */
                    errorTable?: {
                        /**
                         * @description permanent: the message will never be taken; temporary: it may be later; throttled: nothing is wrong with it, slow down
                         * @enum {string}
                         */
                        kind: "permanent" | "temporary" | "throttled";
                        /** @description command_status of an answer */
                        status: number;
                    }[];
                    /**
                     * @description A link to an SMSC (smpp), one to a push proxy gateway (pap), or links by which phones fetch their documents (pull)
                     * @enum {string}
                     */
                    kind: "smpp" | "pap" | "pull";
                    /** @description What it is called in attempts, charges and metrics */
                    name: string;
                    /** @description Networks of the phones that it serves, told by their IMSI; none for all phones, also those without one */
                    networks?: string[];
                    /** @description Beginnings of numbers that it serves; none for all numbers */
                    prefixes?: string[];
                    /**
                     * @description The lowest is tried first
                     * @default 100
                     */
                    priority?: number;
                    rate?: number | null;
                    /** @description How to reach the other side, with system id and password; never shown again */
                    url: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The URL without its password */
                        address: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        /** @description For statuses that the specification leaves to vendors, or that this SMSC uses otherwise; of a status that is named twice the last counts. For kind smpp */
                        errorTable: {
                            /**
                             * @description permanent: the message will never be taken; temporary: it may be later; throttled: nothing is wrong with it, slow down
                             * @enum {string}
                             */
                            kind: "permanent" | "temporary" | "throttled";
                            /** @description command_status of an answer */
                            status: number;
                        }[];
                        /**
                         * @description A link to an SMSC (smpp), one to a push proxy gateway (pap), or links by which phones fetch their documents (pull)
                         * @enum {string}
                         */
                        kind: "smpp" | "pap" | "pull";
                        links: {
                            /** @description Given to the other side, which has not answered yet */
                            inFlight: number;
                            /** @description Something given now would go to the wire at once */
                            isReady: boolean;
                            perSecond: number | null;
                            /**
                             * Format: date-time
                             * @description When the worker told this
                             */
                            seenAt: string;
                            /**
                             * Format: date-time
                             * @description When it became ready, or ceased to be
                             */
                            since: string;
                            /** @description As the link calls it, such as connecting, binding or open */
                            state: string;
                            /** @description Waits in the worker for its turn */
                            waiting: number;
                            /** @description One worker process; another after a restart */
                            worker: string;
                        }[];
                        /** @description What it is called in attempts, charges and metrics */
                        name: string;
                        /** @description Codes of the networks that it serves; none for all */
                        networks: string[];
                        pausedAt: string | null;
                        /** @description Beginnings of numbers that it serves; none for all numbers */
                        prefixes: string[];
                        /** @description The lowest is tried first */
                        priority: number;
                        rate: number | null;
                        /**
                         * @description ready: some worker can send by it; paused: an operator wants nothing to be sent; unreachable: no worker is connected; unused: no worker has it open
                         * @enum {string}
                         */
                        state: "ready" | "paused" | "unreachable" | "unused";
                    };
                };
            };
        };
    };
    getBearer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The name of the bearer */
                bearer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The URL without its password */
                        address: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        /** @description For statuses that the specification leaves to vendors, or that this SMSC uses otherwise; of a status that is named twice the last counts. For kind smpp */
                        errorTable: {
                            /**
                             * @description permanent: the message will never be taken; temporary: it may be later; throttled: nothing is wrong with it, slow down
                             * @enum {string}
                             */
                            kind: "permanent" | "temporary" | "throttled";
                            /** @description command_status of an answer */
                            status: number;
                        }[];
                        /**
                         * @description A link to an SMSC (smpp), one to a push proxy gateway (pap), or links by which phones fetch their documents (pull)
                         * @enum {string}
                         */
                        kind: "smpp" | "pap" | "pull";
                        links: {
                            /** @description Given to the other side, which has not answered yet */
                            inFlight: number;
                            /** @description Something given now would go to the wire at once */
                            isReady: boolean;
                            perSecond: number | null;
                            /**
                             * Format: date-time
                             * @description When the worker told this
                             */
                            seenAt: string;
                            /**
                             * Format: date-time
                             * @description When it became ready, or ceased to be
                             */
                            since: string;
                            /** @description As the link calls it, such as connecting, binding or open */
                            state: string;
                            /** @description Waits in the worker for its turn */
                            waiting: number;
                            /** @description One worker process; another after a restart */
                            worker: string;
                        }[];
                        /** @description What it is called in attempts, charges and metrics */
                        name: string;
                        /** @description Codes of the networks that it serves; none for all */
                        networks: string[];
                        pausedAt: string | null;
                        /** @description Beginnings of numbers that it serves; none for all numbers */
                        prefixes: string[];
                        /** @description The lowest is tried first */
                        priority: number;
                        rate: number | null;
                        /**
                         * @description ready: some worker can send by it; paused: an operator wants nothing to be sent; unreachable: no worker is connected; unused: no worker has it open
                         * @enum {string}
                         */
                        state: "ready" | "paused" | "unreachable" | "unused";
                    };
                };
            };
        };
    };
    deleteBearer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The name of the bearer */
                bearer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateBearer: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match": string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The name of the bearer */
                bearer: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description For statuses that the specification leaves to vendors, or that this SMSC uses otherwise; of a status that is named twice the last counts. For kind smpp */
                    errorTable?: {
                        /**
                         * @description permanent: the message will never be taken; temporary: it may be later; throttled: nothing is wrong with it, slow down
                         * @enum {string}
                         */
                        kind: "permanent" | "temporary" | "throttled";
                        /** @description command_status of an answer */
                        status: number;
                    }[];
                    /** @description Networks of the phones that it serves, told by their IMSI; none for all phones, also those without one */
                    networks?: string[];
                    /** @description Beginnings of numbers that it serves; none for all numbers */
                    prefixes?: string[];
                    /** @description The lowest is tried first */
                    priority?: number;
                    rate?: number | null;
                    /** @description How to reach the other side, with system id and password; never shown again */
                    url?: string;
                };
                "application/merge-patch+json": {
                    /** @description For statuses that the specification leaves to vendors, or that this SMSC uses otherwise; of a status that is named twice the last counts. For kind smpp */
                    errorTable?: {
                        /**
                         * @description permanent: the message will never be taken; temporary: it may be later; throttled: nothing is wrong with it, slow down
                         * @enum {string}
                         */
                        kind: "permanent" | "temporary" | "throttled";
                        /** @description command_status of an answer */
                        status: number;
                    }[];
                    /** @description Networks of the phones that it serves, told by their IMSI; none for all phones, also those without one */
                    networks?: string[];
                    /** @description Beginnings of numbers that it serves; none for all numbers */
                    prefixes?: string[];
                    /** @description The lowest is tried first */
                    priority?: number;
                    rate?: number | null;
                    /** @description How to reach the other side, with system id and password; never shown again */
                    url?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The URL without its password */
                        address: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        /** @description For statuses that the specification leaves to vendors, or that this SMSC uses otherwise; of a status that is named twice the last counts. For kind smpp */
                        errorTable: {
                            /**
                             * @description permanent: the message will never be taken; temporary: it may be later; throttled: nothing is wrong with it, slow down
                             * @enum {string}
                             */
                            kind: "permanent" | "temporary" | "throttled";
                            /** @description command_status of an answer */
                            status: number;
                        }[];
                        /**
                         * @description A link to an SMSC (smpp), one to a push proxy gateway (pap), or links by which phones fetch their documents (pull)
                         * @enum {string}
                         */
                        kind: "smpp" | "pap" | "pull";
                        links: {
                            /** @description Given to the other side, which has not answered yet */
                            inFlight: number;
                            /** @description Something given now would go to the wire at once */
                            isReady: boolean;
                            perSecond: number | null;
                            /**
                             * Format: date-time
                             * @description When the worker told this
                             */
                            seenAt: string;
                            /**
                             * Format: date-time
                             * @description When it became ready, or ceased to be
                             */
                            since: string;
                            /** @description As the link calls it, such as connecting, binding or open */
                            state: string;
                            /** @description Waits in the worker for its turn */
                            waiting: number;
                            /** @description One worker process; another after a restart */
                            worker: string;
                        }[];
                        /** @description What it is called in attempts, charges and metrics */
                        name: string;
                        /** @description Codes of the networks that it serves; none for all */
                        networks: string[];
                        pausedAt: string | null;
                        /** @description Beginnings of numbers that it serves; none for all numbers */
                        prefixes: string[];
                        /** @description The lowest is tried first */
                        priority: number;
                        rate: number | null;
                        /**
                         * @description ready: some worker can send by it; paused: an operator wants nothing to be sent; unreachable: no worker is connected; unused: no worker has it open
                         * @enum {string}
                         */
                        state: "ready" | "paused" | "unreachable" | "unused";
                    };
                };
            };
        };
    };
    pauseBearer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The name of the bearer */
                bearer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The URL without its password */
                        address: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        /** @description For statuses that the specification leaves to vendors, or that this SMSC uses otherwise; of a status that is named twice the last counts. For kind smpp */
                        errorTable: {
                            /**
                             * @description permanent: the message will never be taken; temporary: it may be later; throttled: nothing is wrong with it, slow down
                             * @enum {string}
                             */
                            kind: "permanent" | "temporary" | "throttled";
                            /** @description command_status of an answer */
                            status: number;
                        }[];
                        /**
                         * @description A link to an SMSC (smpp), one to a push proxy gateway (pap), or links by which phones fetch their documents (pull)
                         * @enum {string}
                         */
                        kind: "smpp" | "pap" | "pull";
                        links: {
                            /** @description Given to the other side, which has not answered yet */
                            inFlight: number;
                            /** @description Something given now would go to the wire at once */
                            isReady: boolean;
                            perSecond: number | null;
                            /**
                             * Format: date-time
                             * @description When the worker told this
                             */
                            seenAt: string;
                            /**
                             * Format: date-time
                             * @description When it became ready, or ceased to be
                             */
                            since: string;
                            /** @description As the link calls it, such as connecting, binding or open */
                            state: string;
                            /** @description Waits in the worker for its turn */
                            waiting: number;
                            /** @description One worker process; another after a restart */
                            worker: string;
                        }[];
                        /** @description What it is called in attempts, charges and metrics */
                        name: string;
                        /** @description Codes of the networks that it serves; none for all */
                        networks: string[];
                        pausedAt: string | null;
                        /** @description Beginnings of numbers that it serves; none for all numbers */
                        prefixes: string[];
                        /** @description The lowest is tried first */
                        priority: number;
                        rate: number | null;
                        /**
                         * @description ready: some worker can send by it; paused: an operator wants nothing to be sent; unreachable: no worker is connected; unused: no worker has it open
                         * @enum {string}
                         */
                        state: "ready" | "paused" | "unreachable" | "unused";
                    };
                };
            };
        };
    };
    resumeBearer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The name of the bearer */
                bearer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The URL without its password */
                        address: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        /** @description For statuses that the specification leaves to vendors, or that this SMSC uses otherwise; of a status that is named twice the last counts. For kind smpp */
                        errorTable: {
                            /**
                             * @description permanent: the message will never be taken; temporary: it may be later; throttled: nothing is wrong with it, slow down
                             * @enum {string}
                             */
                            kind: "permanent" | "temporary" | "throttled";
                            /** @description command_status of an answer */
                            status: number;
                        }[];
                        /**
                         * @description A link to an SMSC (smpp), one to a push proxy gateway (pap), or links by which phones fetch their documents (pull)
                         * @enum {string}
                         */
                        kind: "smpp" | "pap" | "pull";
                        links: {
                            /** @description Given to the other side, which has not answered yet */
                            inFlight: number;
                            /** @description Something given now would go to the wire at once */
                            isReady: boolean;
                            perSecond: number | null;
                            /**
                             * Format: date-time
                             * @description When the worker told this
                             */
                            seenAt: string;
                            /**
                             * Format: date-time
                             * @description When it became ready, or ceased to be
                             */
                            since: string;
                            /** @description As the link calls it, such as connecting, binding or open */
                            state: string;
                            /** @description Waits in the worker for its turn */
                            waiting: number;
                            /** @description One worker process; another after a restart */
                            worker: string;
                        }[];
                        /** @description What it is called in attempts, charges and metrics */
                        name: string;
                        /** @description Codes of the networks that it serves; none for all */
                        networks: string[];
                        pausedAt: string | null;
                        /** @description Beginnings of numbers that it serves; none for all numbers */
                        prefixes: string[];
                        /** @description The lowest is tried first */
                        priority: number;
                        rate: number | null;
                        /**
                         * @description ready: some worker can send by it; paused: an operator wants nothing to be sent; unreachable: no worker is connected; unused: no worker has it open
                         * @enum {string}
                         */
                        state: "ready" | "paused" | "unreachable" | "unused";
                    };
                };
            };
        };
    };
    listCharges: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Only records of this kind */
                kind?: "order.accepted" | "sms.part" | "pap.push" | "pull.link" | "document.submitted" | "document.delivered" | "order.completed" | "prompt.sent" | "prompt.answered";
                /** @description Most items of a page; 50 when absent */
                limit?: number;
                /** @description A UUID */
                orderId?: string;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChargePage"];
                };
            };
        };
    };
    getOwnClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        certificate: string | null;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /** @description Live ones, at most two */
                        keys: {
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            expiresAt: string;
                            /** @description The part of the key that may be shown */
                            id: string;
                            lastUsedAt: string | null;
                        }[];
                        lastUsedAt: string | null;
                        /** @description Requests a minute by class, where less than those of the tenant */
                        limits: {
                            /** @description Requests a minute */
                            changes?: number;
                            /** @description Requests a minute */
                            orders?: number;
                            /** @description Requests a minute */
                            reads?: number;
                            /** @description Requests a minute */
                            reveals?: number;
                        };
                        name: string;
                        oauth: {
                            /** @description As its tokens have it in iss */
                            issuer: string;
                            /** @description As its tokens name the client, in the claim that the issuer is configured with */
                            subject: string;
                        } | null;
                        roles: string[];
                        scopes: string[];
                        sourceRanges: string[];
                    };
                };
            };
        };
    };
    createOwnKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * Format: date-time
                     * @description When the key ends, at most 366 days from now; 365 days from now when absent
                     */
                    expiresAt?: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        expiresAt: string;
                        /** @description The part of the key that may be shown */
                        id: string;
                        /** @description The API key in clear: shown now, and never again */
                        key: string;
                        lastUsedAt: string | null;
                    };
                };
            };
        };
    };
    deleteOwnKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id of the key */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listClients: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            certificate: string | null;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            /**
                             * Format: uuid
                             * @description A UUID
                             */
                            id: string;
                            /** @description Live ones, at most two */
                            keys: {
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 */
                                createdAt: string;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 */
                                expiresAt: string;
                                /** @description The part of the key that may be shown */
                                id: string;
                                lastUsedAt: string | null;
                            }[];
                            lastUsedAt: string | null;
                            /** @description Requests a minute by class, where less than those of the tenant */
                            limits: {
                                /** @description Requests a minute */
                                changes?: number;
                                /** @description Requests a minute */
                                orders?: number;
                                /** @description Requests a minute */
                                reads?: number;
                                /** @description Requests a minute */
                                reveals?: number;
                            };
                            name: string;
                            oauth: {
                                /** @description As its tokens have it in iss */
                                issuer: string;
                                /** @description As its tokens name the client, in the claim that the issuer is configured with */
                                subject: string;
                            } | null;
                            roles: string[];
                            scopes: string[];
                            sourceRanges: string[];
                        }[];
                        next: string | null;
                    };
                };
            };
        };
    };
    createClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description SHA-256 of the TLS certificate (DER) that alone makes a caller this client */
                    certificate?: string;
                    /**
                     * Format: date-time
                     * @description When the key ends, at most 366 days from now; 365 days from now when absent
                     */
                    expiresAt?: string;
                    /** @description Requests a minute by class, where less than those of the tenant */
                    limits?: {
                        /** @description Requests a minute */
                        changes?: number;
                        /** @description Requests a minute */
                        orders?: number;
                        /** @description Requests a minute */
                        reads?: number;
                        /** @description Requests a minute */
                        reveals?: number;
                    };
                    /** @description For people, to tell clients apart */
                    name: string;
                    /** @description What the client is at an OAuth authorization server that this installation trusts */
                    oauth?: {
                        /** @description As its tokens have it in iss */
                        issuer: string;
                        /** @description As its tokens name the client, in the claim that the issuer is configured with */
                        subject: string;
                    };
                    /** @description What the client is for; none that the caller has not got */
                    roles: ("provisioning" | "provider" | "administrator" | "support" | "auditor" | "billing" | "operator")[];
                    /** @description What the client may do within its roles; none that the caller has not got; all that the caller may give and the roles may use when absent */
                    scopes?: ("devices:create" | "devices:read" | "devices:update" | "devices:delete" | "devices:reveal" | "devices:import" | "contexts:read" | "contexts:delete" | "contexts:grant" | "contexts:transfer" | "consents:read" | "consents:withdraw" | "definitions:create" | "definitions:activate" | "definitions:retire" | "definitions:delete" | "definitions:approve" | "definitions:share" | "definitions:preview" | "definitions:read" | "plans:create" | "orders:create" | "orders:read" | "orders:cancel" | "orders:rerun" | "orders:replace" | "orders:answer" | "orders:acknowledge" | "documents:read" | "documents:reveal" | "links:reveal" | "pins:reveal" | "signing:reveal" | "signing:rotate" | "tenants:create" | "tenants:read" | "tenants:update" | "tenants:suspend" | "tenants:admit" | "tenants:entrust" | "bearers:create" | "bearers:read" | "bearers:update" | "bearers:pause" | "bearers:delete" | "sightings:report" | "settings:read" | "settings:update" | "domains:create" | "domains:read" | "domains:prove" | "domains:delete" | "clients:create" | "clients:read" | "clients:update" | "clients:delete" | "clients:rotate" | "audit:read" | "audit:inspect" | "charges:read")[];
                    /** @description Where the client may call from; anywhere when there is none */
                    sourceRanges?: string[];
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        certificate: string | null;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        key: string | null;
                        /** @description Live ones, at most two */
                        keys: {
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            expiresAt: string;
                            /** @description The part of the key that may be shown */
                            id: string;
                            lastUsedAt: string | null;
                        }[];
                        lastUsedAt: string | null;
                        /** @description Requests a minute by class, where less than those of the tenant */
                        limits: {
                            /** @description Requests a minute */
                            changes?: number;
                            /** @description Requests a minute */
                            orders?: number;
                            /** @description Requests a minute */
                            reads?: number;
                            /** @description Requests a minute */
                            reveals?: number;
                        };
                        name: string;
                        oauth: {
                            /** @description As its tokens have it in iss */
                            issuer: string;
                            /** @description As its tokens name the client, in the claim that the issuer is configured with */
                            subject: string;
                        } | null;
                        roles: string[];
                        scopes: string[];
                        sourceRanges: string[];
                    };
                };
            };
        };
    };
    getClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        certificate: string | null;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /** @description Live ones, at most two */
                        keys: {
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            expiresAt: string;
                            /** @description The part of the key that may be shown */
                            id: string;
                            lastUsedAt: string | null;
                        }[];
                        lastUsedAt: string | null;
                        /** @description Requests a minute by class, where less than those of the tenant */
                        limits: {
                            /** @description Requests a minute */
                            changes?: number;
                            /** @description Requests a minute */
                            orders?: number;
                            /** @description Requests a minute */
                            reads?: number;
                            /** @description Requests a minute */
                            reveals?: number;
                        };
                        name: string;
                        oauth: {
                            /** @description As its tokens have it in iss */
                            issuer: string;
                            /** @description As its tokens name the client, in the claim that the issuer is configured with */
                            subject: string;
                        } | null;
                        roles: string[];
                        scopes: string[];
                        sourceRanges: string[];
                    };
                };
            };
        };
    };
    deleteClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateClient: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match": string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    certificate?: string | null;
                    /** @description Requests a minute by class, where less than those of the tenant */
                    limits?: {
                        /** @description Requests a minute */
                        changes?: number;
                        /** @description Requests a minute */
                        orders?: number;
                        /** @description Requests a minute */
                        reads?: number;
                        /** @description Requests a minute */
                        reveals?: number;
                    };
                    /** @description For people, to tell clients apart */
                    name?: string;
                    /** @description What the client is for; none that the caller has not got */
                    roles?: ("provisioning" | "provider" | "administrator" | "support" | "auditor" | "billing" | "operator")[];
                    /** @description What the client may do within its roles; none that the caller has not got */
                    scopes?: ("devices:create" | "devices:read" | "devices:update" | "devices:delete" | "devices:reveal" | "devices:import" | "contexts:read" | "contexts:delete" | "contexts:grant" | "contexts:transfer" | "consents:read" | "consents:withdraw" | "definitions:create" | "definitions:activate" | "definitions:retire" | "definitions:delete" | "definitions:approve" | "definitions:share" | "definitions:preview" | "definitions:read" | "plans:create" | "orders:create" | "orders:read" | "orders:cancel" | "orders:rerun" | "orders:replace" | "orders:answer" | "orders:acknowledge" | "documents:read" | "documents:reveal" | "links:reveal" | "pins:reveal" | "signing:reveal" | "signing:rotate" | "tenants:create" | "tenants:read" | "tenants:update" | "tenants:suspend" | "tenants:admit" | "tenants:entrust" | "bearers:create" | "bearers:read" | "bearers:update" | "bearers:pause" | "bearers:delete" | "sightings:report" | "settings:read" | "settings:update" | "domains:create" | "domains:read" | "domains:prove" | "domains:delete" | "clients:create" | "clients:read" | "clients:update" | "clients:delete" | "clients:rotate" | "audit:read" | "audit:inspect" | "charges:read")[];
                    /** @description Where the client may call from; anywhere when there is none */
                    sourceRanges?: string[];
                };
                "application/merge-patch+json": {
                    certificate?: string | null;
                    /** @description Requests a minute by class, where less than those of the tenant */
                    limits?: {
                        /** @description Requests a minute */
                        changes?: number;
                        /** @description Requests a minute */
                        orders?: number;
                        /** @description Requests a minute */
                        reads?: number;
                        /** @description Requests a minute */
                        reveals?: number;
                    };
                    /** @description For people, to tell clients apart */
                    name?: string;
                    /** @description What the client is for; none that the caller has not got */
                    roles?: ("provisioning" | "provider" | "administrator" | "support" | "auditor" | "billing" | "operator")[];
                    /** @description What the client may do within its roles; none that the caller has not got */
                    scopes?: ("devices:create" | "devices:read" | "devices:update" | "devices:delete" | "devices:reveal" | "devices:import" | "contexts:read" | "contexts:delete" | "contexts:grant" | "contexts:transfer" | "consents:read" | "consents:withdraw" | "definitions:create" | "definitions:activate" | "definitions:retire" | "definitions:delete" | "definitions:approve" | "definitions:share" | "definitions:preview" | "definitions:read" | "plans:create" | "orders:create" | "orders:read" | "orders:cancel" | "orders:rerun" | "orders:replace" | "orders:answer" | "orders:acknowledge" | "documents:read" | "documents:reveal" | "links:reveal" | "pins:reveal" | "signing:reveal" | "signing:rotate" | "tenants:create" | "tenants:read" | "tenants:update" | "tenants:suspend" | "tenants:admit" | "tenants:entrust" | "bearers:create" | "bearers:read" | "bearers:update" | "bearers:pause" | "bearers:delete" | "sightings:report" | "settings:read" | "settings:update" | "domains:create" | "domains:read" | "domains:prove" | "domains:delete" | "clients:create" | "clients:read" | "clients:update" | "clients:delete" | "clients:rotate" | "audit:read" | "audit:inspect" | "charges:read")[];
                    /** @description Where the client may call from; anywhere when there is none */
                    sourceRanges?: string[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        certificate: string | null;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /** @description Live ones, at most two */
                        keys: {
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            expiresAt: string;
                            /** @description The part of the key that may be shown */
                            id: string;
                            lastUsedAt: string | null;
                        }[];
                        lastUsedAt: string | null;
                        /** @description Requests a minute by class, where less than those of the tenant */
                        limits: {
                            /** @description Requests a minute */
                            changes?: number;
                            /** @description Requests a minute */
                            orders?: number;
                            /** @description Requests a minute */
                            reads?: number;
                            /** @description Requests a minute */
                            reveals?: number;
                        };
                        name: string;
                        oauth: {
                            /** @description As its tokens have it in iss */
                            issuer: string;
                            /** @description As its tokens name the client, in the claim that the issuer is configured with */
                            subject: string;
                        } | null;
                        roles: string[];
                        scopes: string[];
                        sourceRanges: string[];
                    };
                };
            };
        };
    };
    createClientKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * Format: date-time
                     * @description When the key ends, at most 366 days from now; 365 days from now when absent
                     */
                    expiresAt?: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        expiresAt: string;
                        /** @description The part of the key that may be shown */
                        id: string;
                        /** @description The API key in clear: shown now, and never again */
                        key: string;
                        lastUsedAt: string | null;
                    };
                };
            };
        };
    };
    deleteClientKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id of the client */
                id: string;
                /** @description The id of the key */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listContextTransfers: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContextTransferPage"];
                };
            };
        };
    };
    getContextTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContextTransfer"];
                };
            };
        };
    };
    deleteContextTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    acceptContextTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContextTransfer"];
                };
            };
        };
    };
    declineContextTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContextTransfer"];
                };
            };
        };
    };
    getContext: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Context"];
                };
            };
        };
    };
    deleteContext: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listContextGrants: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContextGrantPage"];
                };
            };
        };
    };
    createContextGrant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContextGrantRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContextGrant"];
                };
            };
        };
    };
    deleteContextGrant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id of the grant */
                grantId: string;
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    transferContext: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContextTransferRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContextTransfer"];
                };
            };
        };
    };
    listDefinitions: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
                /** @description Lower case words joined by hyphens */
                name?: string;
                /** @description Only those of the tenant of this name */
                provider?: string;
                /** @description Only versions in this state */
                state?: "draft" | "awaiting_approval" | "active" | "retired";
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DefinitionHead"][];
                        next: string | null;
                    };
                };
            };
        };
    };
    createDefinition: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDefinition"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"];
                };
            };
        };
    };
    getDefinition: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description Lower case words joined by hyphens */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"];
                };
            };
        };
    };
    getDefinitionVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description Lower case words joined by hyphens */
                name: string;
                /** @description A semantic version of three numbers */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"];
                };
            };
        };
    };
    deleteDefinitionVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match"?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description Lower case words joined by hyphens */
                name: string;
                /** @description A semantic version of three numbers */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    activateDefinitionVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match"?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description Lower case words joined by hyphens */
                name: string;
                /** @description A semantic version of three numbers */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"];
                };
            };
        };
    };
    getDefinitionVersionDiff: {
        parameters: {
            query: {
                /** @description The version to compare with */
                against: string;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description Lower case words joined by hyphens */
                name: string;
                /** @description A semantic version of three numbers */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description By place; empty when only the version differs */
                        changes: {
                            /** @description What is there */
                            after?: unknown;
                            /** @description What was there */
                            before?: unknown;
                            /**
                             * @description What happened there
                             * @enum {string}
                             */
                            kind: "added" | "removed" | "changed";
                            /** @description JSON Pointer: of what was removed its place before, else its place after */
                            path: string;
                        }[];
                        /** @description A semantic version of three numbers */
                        from: string;
                        /** @description A semantic version of three numbers */
                        to: string;
                    };
                };
            };
        };
    };
    previewDefinitionVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description Lower case words joined by hyphens */
                name: string;
                /** @description A semantic version of three numbers */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The device, by exactly one identifier */
                    device?: {
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id?: string;
                        /** @description 15 digits */
                        imei?: string;
                        /** @description 6 to 15 digits */
                        imsi?: string;
                        /** @description E.164, with the plus */
                        msisdn?: string;
                    };
                    /** @description Model of the imagined device, when no device is given: for its known deviations */
                    model?: string;
                    /** @description What the service definition asks for. What its prompts ask for may be left to the user */
                    parameters?: Record<string, unknown>;
                    /** @description A PIN of 4 to 16 digits that the user knows, for USERPIN and USERNETWPIN; never shown again. Without it we make one where the definition has a way to tell it */
                    pin?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description An order with this body would be accepted from this client now, unless other tenants have used up what the phone may get today */
                        allowed: boolean;
                        /** @description What the document goes by, in the order in which it is tried */
                        bearers: string[];
                        confirmation: {
                            link: ("sms" | "client") | null;
                            onTimeout: ("expire" | "proceed" | "client") | null;
                            /** @description What the user is to be asked */
                            questions: components["schemas"]["Question"][];
                            /** @description The installation wants the word of the user himself for this order, whatever the definition says */
                            required: boolean;
                            standing: {
                                /**
                                 * Format: uuid
                                 * @description A UUID
                                 */
                                id: string;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 */
                                until: string;
                            } | null;
                            /** @description What the user is to agree to, by language tag */
                            text: {
                                [key: string]: string;
                            };
                            /** @description How this user is asked, in the order tried; empty where nobody asks because the calling system vouches for consent, or he agreed before (`standing`) */
                            ways: ("hosted" | "sms" | "client")[];
                        } | null;
                        /** @description How much of the document goes to the phone */
                        content: {
                            /**
                             * @description What goes to the phone as things stand
                             * @enum {string}
                             */
                            form: "whole" | "difference";
                            why: ("unknown" | "same" | "deletion" | "ambiguous") | null;
                        };
                        context: {
                            /**
                             * Format: uuid
                             * @description A UUID
                             */
                            id: string;
                            /** @description The PROVURL */
                            name: string;
                        } | null;
                        definition: {
                            name: string;
                            version: string;
                        } | null;
                        device: {
                            id: string | null;
                            /** @description There is no such device: all that a phone can support is assumed of it */
                            imagined: boolean;
                            model: string | null;
                        } | null;
                        document: string | null;
                        expiresAt: string | null;
                        /** @description Everything that an order would meet, errors first; the first error is what it would be refused with */
                        findings: {
                            /** @description That of the error an order would get; `document_unwise`, `device_deviation`, `quiet_hours` or `approval_needed` of a warning */
                            code: string;
                            /** @description Where: a JSON Pointer into the request (`/parameters/apn`), a place in the document (`NAPDEF[1]/NAP-ADDRESS`), `security`, or nothing */
                            path: string;
                            /**
                             * @description An order with an error is refused
                             * @enum {string}
                             */
                            severity: "error" | "warning";
                            /** @description Where in the definition that place comes from: a JSON Pointer (`/document/0/parms/ADDR`) */
                            template?: string;
                            text: string;
                        }[];
                        /** @description Further forms that the phone may fetch instead; secrets masked as in `document` */
                        forms: {
                            /**
                             * @description The phones whose browsers are given it
                             * @enum {string}
                             */
                            for: "any" | "ios" | "android";
                            /** @description A browser on this phone would get it, by what is known of the phone; what it says of itself may change that */
                            isGiven: boolean;
                            isSigned: boolean | null;
                            mediaType: string;
                            text: string;
                            /**
                             * @description Its syntax
                             * @enum {string}
                             */
                            type: "mobileconfig" | "json" | "xml" | "text";
                        }[];
                        lookup: {
                            /**
                             * @description What the order does when it does not answer
                             * @enum {string}
                             */
                            ifDown: "ask" | "wait" | "fail";
                            /** @description What the provider's endpoint would be asked for */
                            parameters: string[];
                        } | null;
                        ordersLeftToday: number | null;
                        policy: {
                            answerWithin: string | null;
                            attempts: number;
                            /**
                             * @description What completes the order
                             * @enum {string}
                             */
                            evidence: "none" | "submitted" | "delivered" | "applied";
                            /** @description ISO 8601: how long evidence is waited for */
                            evidenceWithin: string;
                            quietHours: {
                                from: string;
                                timeZone: string;
                                to: string;
                            } | null;
                            /**
                             * Format: date-time
                             * @description When the document goes out at the earliest: when it starts, or when quiet hours then are over
                             */
                            sendsAt: string;
                            startsAt: string | null;
                            /** @description ISO 8601: how long an attempt is made again before the order is given up */
                            validity: string;
                        } | null;
                        price: {
                            /** @description What one run of the order comes to */
                            charges: {
                                /**
                                 * @description What is charged
                                 * @enum {string}
                                 */
                                kind: "order.accepted" | "sms.part" | "pap.push" | "pull.link" | "document.submitted" | "document.delivered" | "order.completed" | "prompt.sent" | "prompt.answered";
                                /** @description Records when the first attempt succeeds with the shortest answers */
                                least: number;
                                /** @description Records when every attempt is needed, with the longest answers */
                                most: number;
                            }[];
                            /** @description The definition's charging class */
                            class: string;
                        } | null;
                        security: {
                            fallback: ("NETWPIN" | "USERPIN" | "USERNETWPIN" | "USERPINMAC") | null;
                            /**
                             * @description What makes the phone trust the document: a method, or with `none` the way it comes by
                             * @enum {string}
                             */
                            method: "NETWPIN" | "USERPIN" | "USERNETWPIN" | "USERPINMAC" | "none";
                            pin: ("page" | "client" | "sms") | null;
                            why: string;
                        } | null;
                        size: {
                            /** @description Short messages */
                            parts: {
                                least: number;
                                most: number;
                            };
                            pushOctets: {
                                least: number;
                                most: number;
                            };
                            wbxmlOctets: {
                                least: number;
                                most: number;
                            };
                        } | null;
                    };
                };
            };
        };
    };
    retireDefinitionVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match"?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description Lower case words joined by hyphens */
                name: string;
                /** @description A semantic version of three numbers */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"];
                };
            };
        };
    };
    importDefinition: {
        parameters: {
            query: {
                /** @description Lower case words joined by hyphens */
                name: string;
                /** @description For people; the name when left out */
                title?: string;
                /** @description A semantic version of three numbers */
                version?: string;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/xml": string;
                "text/vnd.wap.connectivity-xml": string;
                "text/xml": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        definition: components["schemas"]["DefinitionContent"];
                        /** @description What you may want to look at before you register it */
                        notes: {
                            /** @description What to look at there */
                            message: string;
                            /** @description JSON Pointer into the definition */
                            path: string;
                        }[];
                    };
                };
            };
        };
    };
    listDeviceImports: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            created: number;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            doneAt: string | null;
                            format: ("csv" | "ndjson") | null;
                            /**
                             * Format: uuid
                             * @description A UUID
                             */
                            id: string;
                            /**
                             * @description `create` refuses a device that is there, `upsert` changes it by what the row says
                             * @enum {string}
                             */
                            mode: "create" | "upsert";
                            refused: number;
                            /** @description Rows of the file that are done for good, from its beginning */
                            rowsDone: number;
                            /**
                             * @description `interrupted`: the file ended early, and goes on where it stopped when it is sent again
                             * @enum {string}
                             */
                            state: "open" | "running" | "interrupted" | "done";
                            title: string;
                            unchanged: number;
                            updated: number;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            updatedAt: string;
                        }[];
                        next: string | null;
                    };
                };
            };
        };
    };
    createDeviceImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The format of the file; what is sent first when absent
                     * @enum {string}
                     */
                    format?: "csv" | "ndjson";
                    /**
                     * @description `create` refuses a device that is there, `upsert` changes it by what the row says
                     * @enum {string}
                     */
                    mode: "create" | "upsert";
                    /** @description What it is, for people */
                    title: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        doneAt: string | null;
                        format: ("csv" | "ndjson") | null;
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /**
                         * @description `create` refuses a device that is there, `upsert` changes it by what the row says
                         * @enum {string}
                         */
                        mode: "create" | "upsert";
                        refused: number;
                        /** @description Rows of the file that are done for good, from its beginning */
                        rowsDone: number;
                        /**
                         * @description `interrupted`: the file ended early, and goes on where it stopped when it is sent again
                         * @enum {string}
                         */
                        state: "open" | "running" | "interrupted" | "done";
                        title: string;
                        unchanged: number;
                        updated: number;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        updatedAt: string;
                    };
                };
            };
        };
    };
    getDeviceImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        doneAt: string | null;
                        format: ("csv" | "ndjson") | null;
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /**
                         * @description `create` refuses a device that is there, `upsert` changes it by what the row says
                         * @enum {string}
                         */
                        mode: "create" | "upsert";
                        refused: number;
                        /** @description Rows of the file that are done for good, from its beginning */
                        rowsDone: number;
                        /**
                         * @description `interrupted`: the file ended early, and goes on where it stopped when it is sent again
                         * @enum {string}
                         */
                        state: "open" | "running" | "interrupted" | "done";
                        title: string;
                        unchanged: number;
                        updated: number;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        updatedAt: string;
                    };
                };
            };
        };
    };
    listDeviceImportRows: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
                /** @description Only rows with this outcome */
                outcome?: "created" | "updated" | "unchanged" | "refused";
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            deviceId: string | null;
                            expected: string | null;
                            field: string | null;
                            got: string | null;
                            /**
                             * @description What became of it
                             * @enum {string}
                             */
                            outcome: "created" | "updated" | "unchanged" | "refused";
                            /** @description From 1, without a header */
                            row: number;
                        }[];
                        next: string | null;
                    };
                };
            };
        };
    };
    replaceDeviceImportRow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": string;
                "text/csv": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        doneAt: string | null;
                        format: ("csv" | "ndjson") | null;
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /**
                         * @description `create` refuses a device that is there, `upsert` changes it by what the row says
                         * @enum {string}
                         */
                        mode: "create" | "upsert";
                        refused: number;
                        /** @description Rows of the file that are done for good, from its beginning */
                        rowsDone: number;
                        /**
                         * @description `interrupted`: the file ended early, and goes on where it stopped when it is sent again
                         * @enum {string}
                         */
                        state: "open" | "running" | "interrupted" | "done";
                        title: string;
                        unchanged: number;
                        updated: number;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        updatedAt: string;
                    };
                };
            };
        };
    };
    listDevices: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Only the device of this IMEI */
                imei?: string;
                /** @description Only the device of this IMSI */
                imsi?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
                /** @description Only the device of this number; E.164, with the plus */
                msisdn?: string;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevicePage"];
                };
            };
        };
    };
    createDevice: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DeviceRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
        };
    };
    deleteDevice: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match"?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateDevice: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match": string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DevicePatch"];
                "application/merge-patch+json": components["schemas"]["DevicePatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
        };
    };
    listDeviceConsents: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandingConsentPage"];
                };
            };
        };
    };
    deleteDeviceConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description A UUID */
                consentId: string;
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listDeviceContexts: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContextPage"];
                };
            };
        };
    };
    listDeviceDocuments: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Only with at least this evidence; `delivered` when absent */
                evidence?: "none" | "submitted" | "delivered" | "applied";
                /** @description Most items of a page; 50 when absent */
                limit?: number;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceDocumentPage"];
                };
            };
        };
    };
    getDeviceQueue: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceQueue"];
                };
            };
        };
    };
    revealDevice: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevealedDevice"];
                };
            };
        };
    };
    listDomains: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            domain: string;
                            proof: ("dns" | "operator") | null;
                            provedAt: string | null;
                            record: {
                                name: string;
                                /**
                                 * @description The type of the record
                                 * @enum {string}
                                 */
                                type: "TXT";
                                value: string;
                            } | null;
                        }[];
                    };
                };
            };
        };
    };
    createDomain: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description In lower case; a name in another script in its ASCII form */
                    domain: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        domain: string;
                        proof: ("dns" | "operator") | null;
                        provedAt: string | null;
                        record: {
                            name: string;
                            /**
                             * @description The type of the record
                             * @enum {string}
                             */
                            type: "TXT";
                            value: string;
                        } | null;
                    };
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        domain: string;
                        proof: ("dns" | "operator") | null;
                        provedAt: string | null;
                        record: {
                            name: string;
                            /**
                             * @description The type of the record
                             * @enum {string}
                             */
                            type: "TXT";
                            value: string;
                        } | null;
                    };
                };
            };
        };
    };
    deleteDomain: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The domain */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    verifyDomain: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The domain */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        domain: string;
                        proof: ("dns" | "operator") | null;
                        provedAt: string | null;
                        record: {
                            name: string;
                            /**
                             * @description The type of the record
                             * @enum {string}
                             */
                            type: "TXT";
                            value: string;
                        } | null;
                    };
                };
            };
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Only orders of this service definition */
                definition?: string;
                /** @description A UUID */
                deviceId?: string;
                /** @description Only orders of this name */
                externalId?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
                /** @description Only orders in this state */
                state?: "accepted" | "scheduled" | "awaiting_user" | "queued" | "delivering" | "awaiting_acknowledgement" | "completed" | "unconfirmed" | "declined" | "cancelled" | "expired" | "failed";
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPage"];
                };
            };
        };
    };
    createOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request, in quotes or without: a repeat with the same key and body gives the same order. It is kept as long as the order */
                "Idempotency-Key"?: string;
                /** @description `wait=N`: wait up to N seconds, 30 at most, for the end of the order, which is answered 200. `respond-async`: answer at once. Others are not heeded */
                Prefer?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait up to N seconds, 30 at most, for the end of the order, which is answered 200. `respond-async`: answer at once. Others are not heeded */
                Prefer?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    createOrderAcknowledgement: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcknowledgementRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    answerOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnsweredOrder"];
                };
            };
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    getOrderDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        erasedAt: string | null;
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        orderId: string;
                        /** @description One a run that came as far as delivery; every attempt of a run sends the same octets */
                        runs: {
                            /** @description As XML, with `***` for every secret and every answer of the user */
                            document: string;
                            /** @description Further forms that were made of it, by the size of each */
                            forms: {
                                mediaType: string;
                                octets: number;
                            }[];
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            madeAt: string;
                            /** @description Short messages */
                            parts: number;
                            pushOctets: number;
                            /** @description The run that it was made in */
                            run: number;
                            wbxmlOctets: number;
                        }[];
                        /**
                         * @description How the document proves where it comes from
                         * @enum {string}
                         */
                        security: "NETWPIN" | "USERPIN" | "USERNETWPIN" | "USERPINMAC" | "none";
                    };
                };
            };
        };
    };
    revealOrderDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description As XML, in clear */
                        document: string;
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        orderId: string;
                        /** @description The run that it was made in */
                        run: number;
                        /** @description The octets of the document, in hexadecimal digits */
                        wbxml: string;
                    };
                };
            };
        };
    };
    listOrderEvents: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderEventPage"];
                };
            };
        };
    };
    revealOrderLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description With `image/svg+xml` the link comes as a QR code */
                Accept?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        orderId: string;
                        /** @description The run that it is for */
                        run: number;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        until: string;
                        /**
                         * Format: uri
                         * @description The page, or the document. Whoever has it can answer for the user, or fetch: give it to nobody else, and keep it out of logs
                         */
                        url: string;
                    };
                    "image/svg+xml": string;
                };
            };
        };
    };
    revealOrderPin: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        orderId: string;
                        /** @description What the user types when the phone asks for it */
                        pin: string;
                        /** @description The run that it is for */
                        run: number;
                    };
                };
            };
        };
    };
    replaceOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request, in quotes or without: a repeat with the same key and body gives the same order. It is kept as long as the order */
                "Idempotency-Key"?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplacementRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    rerunOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    smartCardFileOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.wap.connectivity-wbxml": string;
                };
            };
        };
    };
    createPlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description An order with this body would be accepted from this client now, unless other tenants have used up what the phone may get today */
                        allowed: boolean;
                        /** @description What the document goes by, in the order in which it is tried */
                        bearers: string[];
                        confirmation: {
                            link: ("sms" | "client") | null;
                            onTimeout: ("expire" | "proceed" | "client") | null;
                            /** @description What the user is to be asked */
                            questions: components["schemas"]["Question"][];
                            /** @description The installation wants the word of the user himself for this order, whatever the definition says */
                            required: boolean;
                            standing: {
                                /**
                                 * Format: uuid
                                 * @description A UUID
                                 */
                                id: string;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 */
                                until: string;
                            } | null;
                            /** @description What the user is to agree to, by language tag */
                            text: {
                                [key: string]: string;
                            };
                            /** @description How this user is asked, in the order tried; empty where nobody asks because the calling system vouches for consent, or he agreed before (`standing`) */
                            ways: ("hosted" | "sms" | "client")[];
                        } | null;
                        /** @description How much of the document goes to the phone */
                        content: {
                            /**
                             * @description What goes to the phone as things stand
                             * @enum {string}
                             */
                            form: "whole" | "difference";
                            why: ("unknown" | "same" | "deletion" | "ambiguous") | null;
                        };
                        context: {
                            /**
                             * Format: uuid
                             * @description A UUID
                             */
                            id: string;
                            /** @description The PROVURL */
                            name: string;
                        } | null;
                        definition: {
                            name: string;
                            version: string;
                        } | null;
                        device: {
                            id: string | null;
                            /** @description There is no such device: all that a phone can support is assumed of it */
                            imagined: boolean;
                            model: string | null;
                        } | null;
                        document: string | null;
                        expiresAt: string | null;
                        /** @description Everything that an order would meet, errors first; the first error is what it would be refused with */
                        findings: {
                            /** @description That of the error an order would get; `document_unwise`, `device_deviation`, `quiet_hours` or `approval_needed` of a warning */
                            code: string;
                            /** @description Where: a JSON Pointer into the request (`/parameters/apn`), a place in the document (`NAPDEF[1]/NAP-ADDRESS`), `security`, or nothing */
                            path: string;
                            /**
                             * @description An order with an error is refused
                             * @enum {string}
                             */
                            severity: "error" | "warning";
                            /** @description Where in the definition that place comes from: a JSON Pointer (`/document/0/parms/ADDR`) */
                            template?: string;
                            text: string;
                        }[];
                        /** @description Further forms that the phone may fetch instead; secrets masked as in `document` */
                        forms: {
                            /**
                             * @description The phones whose browsers are given it
                             * @enum {string}
                             */
                            for: "any" | "ios" | "android";
                            /** @description A browser on this phone would get it, by what is known of the phone; what it says of itself may change that */
                            isGiven: boolean;
                            isSigned: boolean | null;
                            mediaType: string;
                            text: string;
                            /**
                             * @description Its syntax
                             * @enum {string}
                             */
                            type: "mobileconfig" | "json" | "xml" | "text";
                        }[];
                        lookup: {
                            /**
                             * @description What the order does when it does not answer
                             * @enum {string}
                             */
                            ifDown: "ask" | "wait" | "fail";
                            /** @description What the provider's endpoint would be asked for */
                            parameters: string[];
                        } | null;
                        ordersLeftToday: number | null;
                        policy: {
                            answerWithin: string | null;
                            attempts: number;
                            /**
                             * @description What completes the order
                             * @enum {string}
                             */
                            evidence: "none" | "submitted" | "delivered" | "applied";
                            /** @description ISO 8601: how long evidence is waited for */
                            evidenceWithin: string;
                            quietHours: {
                                from: string;
                                timeZone: string;
                                to: string;
                            } | null;
                            /**
                             * Format: date-time
                             * @description When the document goes out at the earliest: when it starts, or when quiet hours then are over
                             */
                            sendsAt: string;
                            startsAt: string | null;
                            /** @description ISO 8601: how long an attempt is made again before the order is given up */
                            validity: string;
                        } | null;
                        price: {
                            /** @description What one run of the order comes to */
                            charges: {
                                /**
                                 * @description What is charged
                                 * @enum {string}
                                 */
                                kind: "order.accepted" | "sms.part" | "pap.push" | "pull.link" | "document.submitted" | "document.delivered" | "order.completed" | "prompt.sent" | "prompt.answered";
                                /** @description Records when the first attempt succeeds with the shortest answers */
                                least: number;
                                /** @description Records when every attempt is needed, with the longest answers */
                                most: number;
                            }[];
                            /** @description The definition's charging class */
                            class: string;
                        } | null;
                        security: {
                            fallback: ("NETWPIN" | "USERPIN" | "USERNETWPIN" | "USERPINMAC") | null;
                            /**
                             * @description What makes the phone trust the document: a method, or with `none` the way it comes by
                             * @enum {string}
                             */
                            method: "NETWPIN" | "USERPIN" | "USERNETWPIN" | "USERPINMAC" | "none";
                            pin: ("page" | "client" | "sms") | null;
                            why: string;
                        } | null;
                        size: {
                            /** @description Short messages */
                            parts: {
                                least: number;
                                most: number;
                            };
                            pushOctets: {
                                least: number;
                                most: number;
                            };
                            wbxmlOctets: {
                                least: number;
                                most: number;
                            };
                        } | null;
                    };
                };
            };
        };
    };
    createSighting: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Sighting"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Orders that took it as evidence; 0 as well for a phone that nobody knows */
                        matched: number;
                    };
                };
            };
        };
    };
    getOwnTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whose hosts its documents may name, with those under them; * for any */
                        domains: string[];
                        /** @description What its documents may contain, and how many it may send */
                        entitlements: {
                            /** @description Access points (NAPDEF) with values that come from orders */
                            accessPoints: boolean;
                            /** @description Applications that its documents may set */
                            applications: string[];
                            /** @description First contact: documents that open a configuration context */
                            bootstrap: boolean;
                            /** @description Orders for one device within a day */
                            ordersPerDeviceAndDay: number;
                            /** @description Proxies (PXLOGICAL) with values that come from orders */
                            proxies: boolean;
                            /** @description Characteristics of vendors, with values that come from orders */
                            vendorContent: boolean;
                        };
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /** @description For URLs and command lines; never changes */
                        name: string;
                        /** @description Runs the installation */
                        platform: boolean;
                        settings: {
                            /**
                             * @description Which of its orders the user himself must agree to on our page or by short message, whatever its definitions say
                             * @enum {string}
                             */
                            confirmation: "as_defined" | "first_contact" | "always";
                            documentsPerMinute: number | null;
                            /** @description Requests a minute by class, where less than those of the tenant */
                            limits: {
                                /** @description Requests a minute */
                                changes?: number;
                                /** @description Requests a minute */
                                orders?: number;
                                /** @description Requests a minute */
                                reads?: number;
                                /** @description Requests a minute */
                                reveals?: number;
                            };
                            /**
                             * @description How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone
                             * @enum {string}
                             */
                            msisdnCheck: "libphonenumber" | "e164";
                            /** @description PINs that we make may go by short message: the way that the document goes, so that who reads one reads both */
                            pinBySms: boolean;
                            quietHours: {
                                /** @description The first minute that is quiet */
                                from: string;
                                /** @description The first minute that is not; before `from` when midnight lies between */
                                to: string;
                            } | null;
                            timeZone: string | null;
                        };
                        /** @description None of its clients is let in */
                        suspended: boolean;
                        /** @description The verified name that people are shown */
                        title: string;
                    };
                };
            };
        };
    };
    updateOwnTenant: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match": string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    settings: {
                        /**
                         * @description How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone
                         * @enum {string}
                         */
                        msisdnCheck?: "libphonenumber" | "e164";
                        /** @description PINs that we make may go by short message: the way that the document goes, so that who reads one reads both */
                        pinBySms?: boolean;
                        quietHours?: {
                            /** @description The first minute that is quiet */
                            from: string;
                            /** @description The first minute that is not; before `from` when midnight lies between */
                            to: string;
                        } | null;
                        timeZone?: string | null;
                    };
                };
                "application/merge-patch+json": {
                    settings: {
                        /**
                         * @description How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone
                         * @enum {string}
                         */
                        msisdnCheck?: "libphonenumber" | "e164";
                        /** @description PINs that we make may go by short message: the way that the document goes, so that who reads one reads both */
                        pinBySms?: boolean;
                        quietHours?: {
                            /** @description The first minute that is quiet */
                            from: string;
                            /** @description The first minute that is not; before `from` when midnight lies between */
                            to: string;
                        } | null;
                        timeZone?: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whose hosts its documents may name, with those under them; * for any */
                        domains: string[];
                        /** @description What its documents may contain, and how many it may send */
                        entitlements: {
                            /** @description Access points (NAPDEF) with values that come from orders */
                            accessPoints: boolean;
                            /** @description Applications that its documents may set */
                            applications: string[];
                            /** @description First contact: documents that open a configuration context */
                            bootstrap: boolean;
                            /** @description Orders for one device within a day */
                            ordersPerDeviceAndDay: number;
                            /** @description Proxies (PXLOGICAL) with values that come from orders */
                            proxies: boolean;
                            /** @description Characteristics of vendors, with values that come from orders */
                            vendorContent: boolean;
                        };
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /** @description For URLs and command lines; never changes */
                        name: string;
                        /** @description Runs the installation */
                        platform: boolean;
                        settings: {
                            /**
                             * @description Which of its orders the user himself must agree to on our page or by short message, whatever its definitions say
                             * @enum {string}
                             */
                            confirmation: "as_defined" | "first_contact" | "always";
                            documentsPerMinute: number | null;
                            /** @description Requests a minute by class, where less than those of the tenant */
                            limits: {
                                /** @description Requests a minute */
                                changes?: number;
                                /** @description Requests a minute */
                                orders?: number;
                                /** @description Requests a minute */
                                reads?: number;
                                /** @description Requests a minute */
                                reveals?: number;
                            };
                            /**
                             * @description How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone
                             * @enum {string}
                             */
                            msisdnCheck: "libphonenumber" | "e164";
                            /** @description PINs that we make may go by short message: the way that the document goes, so that who reads one reads both */
                            pinBySms: boolean;
                            quietHours: {
                                /** @description The first minute that is quiet */
                                from: string;
                                /** @description The first minute that is not; before `from` when midnight lies between */
                                to: string;
                            } | null;
                            timeZone: string | null;
                        };
                        /** @description None of its clients is let in */
                        suspended: boolean;
                        /** @description The verified name that people are shown */
                        title: string;
                    };
                };
            };
        };
    };
    revealSigningSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description As libraries of Standard Webhooks take it. To be kept like a password */
                        secret: string;
                    };
                };
            };
        };
    };
    rotateSigningSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description As libraries of Standard Webhooks take it. To be kept like a password */
                        secret: string;
                    };
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description Whose hosts its documents may name, with those under them; * for any */
                            domains: string[];
                            /** @description What its documents may contain, and how many it may send */
                            entitlements: {
                                /** @description Access points (NAPDEF) with values that come from orders */
                                accessPoints: boolean;
                                /** @description Applications that its documents may set */
                                applications: string[];
                                /** @description First contact: documents that open a configuration context */
                                bootstrap: boolean;
                                /** @description Orders for one device within a day */
                                ordersPerDeviceAndDay: number;
                                /** @description Proxies (PXLOGICAL) with values that come from orders */
                                proxies: boolean;
                                /** @description Characteristics of vendors, with values that come from orders */
                                vendorContent: boolean;
                            };
                            /**
                             * Format: uuid
                             * @description A UUID
                             */
                            id: string;
                            /** @description For URLs and command lines; never changes */
                            name: string;
                            /** @description Runs the installation */
                            platform: boolean;
                            settings: {
                                /**
                                 * @description Which of its orders the user himself must agree to on our page or by short message, whatever its definitions say
                                 * @enum {string}
                                 */
                                confirmation: "as_defined" | "first_contact" | "always";
                                documentsPerMinute: number | null;
                                /** @description Requests a minute by class, where less than those of the tenant */
                                limits: {
                                    /** @description Requests a minute */
                                    changes?: number;
                                    /** @description Requests a minute */
                                    orders?: number;
                                    /** @description Requests a minute */
                                    reads?: number;
                                    /** @description Requests a minute */
                                    reveals?: number;
                                };
                                /**
                                 * @description How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone
                                 * @enum {string}
                                 */
                                msisdnCheck: "libphonenumber" | "e164";
                                /** @description PINs that we make may go by short message: the way that the document goes, so that who reads one reads both */
                                pinBySms: boolean;
                                quietHours: {
                                    /** @description The first minute that is quiet */
                                    from: string;
                                    /** @description The first minute that is not; before `from` when midnight lies between */
                                    to: string;
                                } | null;
                                timeZone: string | null;
                            };
                            /** @description None of its clients is let in */
                            suspended: boolean;
                            /** @description The verified name that people are shown */
                            title: string;
                        }[];
                        next: string | null;
                    };
                };
            };
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description For URLs and command lines */
                    name: string;
                    /** @description The verified name that people are shown */
                    title: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whose hosts its documents may name, with those under them; * for any */
                        domains: string[];
                        /** @description What its documents may contain, and how many it may send */
                        entitlements: {
                            /** @description Access points (NAPDEF) with values that come from orders */
                            accessPoints: boolean;
                            /** @description Applications that its documents may set */
                            applications: string[];
                            /** @description First contact: documents that open a configuration context */
                            bootstrap: boolean;
                            /** @description Orders for one device within a day */
                            ordersPerDeviceAndDay: number;
                            /** @description Proxies (PXLOGICAL) with values that come from orders */
                            proxies: boolean;
                            /** @description Characteristics of vendors, with values that come from orders */
                            vendorContent: boolean;
                        };
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /** @description For URLs and command lines; never changes */
                        name: string;
                        /** @description Runs the installation */
                        platform: boolean;
                        settings: {
                            /**
                             * @description Which of its orders the user himself must agree to on our page or by short message, whatever its definitions say
                             * @enum {string}
                             */
                            confirmation: "as_defined" | "first_contact" | "always";
                            documentsPerMinute: number | null;
                            /** @description Requests a minute by class, where less than those of the tenant */
                            limits: {
                                /** @description Requests a minute */
                                changes?: number;
                                /** @description Requests a minute */
                                orders?: number;
                                /** @description Requests a minute */
                                reads?: number;
                                /** @description Requests a minute */
                                reveals?: number;
                            };
                            /**
                             * @description How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone
                             * @enum {string}
                             */
                            msisdnCheck: "libphonenumber" | "e164";
                            /** @description PINs that we make may go by short message: the way that the document goes, so that who reads one reads both */
                            pinBySms: boolean;
                            quietHours: {
                                /** @description The first minute that is quiet */
                                from: string;
                                /** @description The first minute that is not; before `from` when midnight lies between */
                                to: string;
                            } | null;
                            timeZone: string | null;
                        };
                        /** @description None of its clients is let in */
                        suspended: boolean;
                        /** @description The verified name that people are shown */
                        title: string;
                    };
                };
            };
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The name of the tenant */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whose hosts its documents may name, with those under them; * for any */
                        domains: string[];
                        /** @description What its documents may contain, and how many it may send */
                        entitlements: {
                            /** @description Access points (NAPDEF) with values that come from orders */
                            accessPoints: boolean;
                            /** @description Applications that its documents may set */
                            applications: string[];
                            /** @description First contact: documents that open a configuration context */
                            bootstrap: boolean;
                            /** @description Orders for one device within a day */
                            ordersPerDeviceAndDay: number;
                            /** @description Proxies (PXLOGICAL) with values that come from orders */
                            proxies: boolean;
                            /** @description Characteristics of vendors, with values that come from orders */
                            vendorContent: boolean;
                        };
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /** @description For URLs and command lines; never changes */
                        name: string;
                        /** @description Runs the installation */
                        platform: boolean;
                        settings: {
                            /**
                             * @description Which of its orders the user himself must agree to on our page or by short message, whatever its definitions say
                             * @enum {string}
                             */
                            confirmation: "as_defined" | "first_contact" | "always";
                            documentsPerMinute: number | null;
                            /** @description Requests a minute by class, where less than those of the tenant */
                            limits: {
                                /** @description Requests a minute */
                                changes?: number;
                                /** @description Requests a minute */
                                orders?: number;
                                /** @description Requests a minute */
                                reads?: number;
                                /** @description Requests a minute */
                                reveals?: number;
                            };
                            /**
                             * @description How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone
                             * @enum {string}
                             */
                            msisdnCheck: "libphonenumber" | "e164";
                            /** @description PINs that we make may go by short message: the way that the document goes, so that who reads one reads both */
                            pinBySms: boolean;
                            quietHours: {
                                /** @description The first minute that is quiet */
                                from: string;
                                /** @description The first minute that is not; before `from` when midnight lies between */
                                to: string;
                            } | null;
                            timeZone: string | null;
                        };
                        /** @description None of its clients is let in */
                        suspended: boolean;
                        /** @description The verified name that people are shown */
                        title: string;
                    };
                };
            };
        };
    };
    updateTenant: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match": string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The name of the tenant */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    entitlements?: {
                        /** @description Access points (NAPDEF) with values that come from orders */
                        accessPoints?: boolean;
                        /** @description Applications that its documents may set */
                        applications?: string[];
                        /** @description First contact: documents that open a configuration context */
                        bootstrap?: boolean;
                        /** @description Orders for one device within a day */
                        ordersPerDeviceAndDay?: number;
                        /** @description Proxies (PXLOGICAL) with values that come from orders */
                        proxies?: boolean;
                        /** @description Characteristics of vendors, with values that come from orders */
                        vendorContent?: boolean;
                    };
                    settings?: {
                        /**
                         * @description Which of its orders the user himself must agree to on our page or by short message, whatever its definitions say
                         * @enum {string}
                         */
                        confirmation?: "as_defined" | "first_contact" | "always";
                        documentsPerMinute?: number | null;
                        /** @description Requests a minute by class, where less than those of the tenant */
                        limits?: {
                            /** @description Requests a minute */
                            changes?: number;
                            /** @description Requests a minute */
                            orders?: number;
                            /** @description Requests a minute */
                            reads?: number;
                            /** @description Requests a minute */
                            reveals?: number;
                        };
                        /**
                         * @description How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone
                         * @enum {string}
                         */
                        msisdnCheck?: "libphonenumber" | "e164";
                        /** @description PINs that we make may go by short message: the way that the document goes, so that who reads one reads both */
                        pinBySms?: boolean;
                        quietHours?: {
                            /** @description The first minute that is quiet */
                            from: string;
                            /** @description The first minute that is not; before `from` when midnight lies between */
                            to: string;
                        } | null;
                        timeZone?: string | null;
                    };
                    /** @description The verified name that people are shown */
                    title?: string;
                };
                "application/merge-patch+json": {
                    entitlements?: {
                        /** @description Access points (NAPDEF) with values that come from orders */
                        accessPoints?: boolean;
                        /** @description Applications that its documents may set */
                        applications?: string[];
                        /** @description First contact: documents that open a configuration context */
                        bootstrap?: boolean;
                        /** @description Orders for one device within a day */
                        ordersPerDeviceAndDay?: number;
                        /** @description Proxies (PXLOGICAL) with values that come from orders */
                        proxies?: boolean;
                        /** @description Characteristics of vendors, with values that come from orders */
                        vendorContent?: boolean;
                    };
                    settings?: {
                        /**
                         * @description Which of its orders the user himself must agree to on our page or by short message, whatever its definitions say
                         * @enum {string}
                         */
                        confirmation?: "as_defined" | "first_contact" | "always";
                        documentsPerMinute?: number | null;
                        /** @description Requests a minute by class, where less than those of the tenant */
                        limits?: {
                            /** @description Requests a minute */
                            changes?: number;
                            /** @description Requests a minute */
                            orders?: number;
                            /** @description Requests a minute */
                            reads?: number;
                            /** @description Requests a minute */
                            reveals?: number;
                        };
                        /**
                         * @description How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone
                         * @enum {string}
                         */
                        msisdnCheck?: "libphonenumber" | "e164";
                        /** @description PINs that we make may go by short message: the way that the document goes, so that who reads one reads both */
                        pinBySms?: boolean;
                        quietHours?: {
                            /** @description The first minute that is quiet */
                            from: string;
                            /** @description The first minute that is not; before `from` when midnight lies between */
                            to: string;
                        } | null;
                        timeZone?: string | null;
                    };
                    /** @description The verified name that people are shown */
                    title?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whose hosts its documents may name, with those under them; * for any */
                        domains: string[];
                        /** @description What its documents may contain, and how many it may send */
                        entitlements: {
                            /** @description Access points (NAPDEF) with values that come from orders */
                            accessPoints: boolean;
                            /** @description Applications that its documents may set */
                            applications: string[];
                            /** @description First contact: documents that open a configuration context */
                            bootstrap: boolean;
                            /** @description Orders for one device within a day */
                            ordersPerDeviceAndDay: number;
                            /** @description Proxies (PXLOGICAL) with values that come from orders */
                            proxies: boolean;
                            /** @description Characteristics of vendors, with values that come from orders */
                            vendorContent: boolean;
                        };
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /** @description For URLs and command lines; never changes */
                        name: string;
                        /** @description Runs the installation */
                        platform: boolean;
                        settings: {
                            /**
                             * @description Which of its orders the user himself must agree to on our page or by short message, whatever its definitions say
                             * @enum {string}
                             */
                            confirmation: "as_defined" | "first_contact" | "always";
                            documentsPerMinute: number | null;
                            /** @description Requests a minute by class, where less than those of the tenant */
                            limits: {
                                /** @description Requests a minute */
                                changes?: number;
                                /** @description Requests a minute */
                                orders?: number;
                                /** @description Requests a minute */
                                reads?: number;
                                /** @description Requests a minute */
                                reveals?: number;
                            };
                            /**
                             * @description How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone
                             * @enum {string}
                             */
                            msisdnCheck: "libphonenumber" | "e164";
                            /** @description PINs that we make may go by short message: the way that the document goes, so that who reads one reads both */
                            pinBySms: boolean;
                            quietHours: {
                                /** @description The first minute that is quiet */
                                from: string;
                                /** @description The first minute that is not; before `from` when midnight lies between */
                                to: string;
                            } | null;
                            timeZone: string | null;
                        };
                        /** @description None of its clients is let in */
                        suspended: boolean;
                        /** @description The verified name that people are shown */
                        title: string;
                    };
                };
            };
        };
    };
    getTenantAudit: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: string;
                /** @description A UUID */
                clientId?: string;
                /** @description RFC 3339, UTC */
                from?: string;
                /** @description Most items of a page; 50 when absent */
                limit?: number;
                /** @description Only what was done to things of this kind */
                object?: string;
                /** @description Only what was done this way */
                operation?: string;
                /** @description RFC 3339, UTC */
                until?: string;
            };
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The name of a tenant */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
        };
    };
    createTenantClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The name of the tenant */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description SHA-256 of the TLS certificate (DER) that alone makes a caller this client */
                    certificate?: string;
                    /**
                     * Format: date-time
                     * @description When the key ends, at most 366 days from now; 365 days from now when absent
                     */
                    expiresAt?: string;
                    /** @description Requests a minute by class, where less than those of the tenant */
                    limits?: {
                        /** @description Requests a minute */
                        changes?: number;
                        /** @description Requests a minute */
                        orders?: number;
                        /** @description Requests a minute */
                        reads?: number;
                        /** @description Requests a minute */
                        reveals?: number;
                    };
                    /** @description For people, to tell clients apart */
                    name: string;
                    /** @description What the client is at an OAuth authorization server that this installation trusts */
                    oauth?: {
                        /** @description As its tokens have it in iss */
                        issuer: string;
                        /** @description As its tokens name the client, in the claim that the issuer is configured with */
                        subject: string;
                    };
                    /** @description What the client is for; none that the caller has not got */
                    roles: ("provisioning" | "provider" | "administrator" | "support" | "auditor" | "billing" | "operator")[];
                    /** @description What the client may do within its roles; none that the caller has not got; all that the caller may give and the roles may use when absent */
                    scopes?: ("devices:create" | "devices:read" | "devices:update" | "devices:delete" | "devices:reveal" | "devices:import" | "contexts:read" | "contexts:delete" | "contexts:grant" | "contexts:transfer" | "consents:read" | "consents:withdraw" | "definitions:create" | "definitions:activate" | "definitions:retire" | "definitions:delete" | "definitions:approve" | "definitions:share" | "definitions:preview" | "definitions:read" | "plans:create" | "orders:create" | "orders:read" | "orders:cancel" | "orders:rerun" | "orders:replace" | "orders:answer" | "orders:acknowledge" | "documents:read" | "documents:reveal" | "links:reveal" | "pins:reveal" | "signing:reveal" | "signing:rotate" | "tenants:create" | "tenants:read" | "tenants:update" | "tenants:suspend" | "tenants:admit" | "tenants:entrust" | "bearers:create" | "bearers:read" | "bearers:update" | "bearers:pause" | "bearers:delete" | "sightings:report" | "settings:read" | "settings:update" | "domains:create" | "domains:read" | "domains:prove" | "domains:delete" | "clients:create" | "clients:read" | "clients:update" | "clients:delete" | "clients:rotate" | "audit:read" | "audit:inspect" | "charges:read")[];
                    /** @description Where the client may call from; anywhere when there is none */
                    sourceRanges?: string[];
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        certificate: string | null;
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        key: string | null;
                        /** @description Live ones, at most two */
                        keys: {
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            expiresAt: string;
                            /** @description The part of the key that may be shown */
                            id: string;
                            lastUsedAt: string | null;
                        }[];
                        lastUsedAt: string | null;
                        /** @description Requests a minute by class, where less than those of the tenant */
                        limits: {
                            /** @description Requests a minute */
                            changes?: number;
                            /** @description Requests a minute */
                            orders?: number;
                            /** @description Requests a minute */
                            reads?: number;
                            /** @description Requests a minute */
                            reveals?: number;
                        };
                        name: string;
                        oauth: {
                            /** @description As its tokens have it in iss */
                            issuer: string;
                            /** @description As its tokens name the client, in the claim that the issuer is configured with */
                            subject: string;
                        } | null;
                        roles: string[];
                        scopes: string[];
                        sourceRanges: string[];
                    };
                };
            };
        };
    };
    getTenantDefinitionVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description Lower case words joined by hyphens */
                name: string;
                /** @description The name of a tenant */
                tenant: string;
                /** @description A semantic version of three numbers */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"];
                };
            };
        };
    };
    approveTenantDefinitionVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match"?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description Lower case words joined by hyphens */
                name: string;
                /** @description The name of a tenant */
                tenant: string;
                /** @description A semantic version of three numbers */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"];
                };
            };
        };
    };
    rejectTenantDefinitionVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match"?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description Lower case words joined by hyphens */
                name: string;
                /** @description The name of a tenant */
                tenant: string;
                /** @description A semantic version of three numbers */
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why; the provider is shown it */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"];
                };
            };
        };
    };
    shareTenantDefinitionVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match"?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description Lower case words joined by hyphens */
                name: string;
                /** @description The name of a tenant */
                tenant: string;
                /** @description A semantic version of three numbers */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"];
                };
            };
        };
    };
    unshareTenantDefinitionVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed, as it was last seen; `*` for whatever is there */
                "If-Match"?: string;
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description Lower case words joined by hyphens */
                name: string;
                /** @description The name of a tenant */
                tenant: string;
                /** @description A semantic version of three numbers */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Definition"];
                };
            };
        };
    };
    replaceTenantDomain: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The domain; * for every host */
                domain: string;
                /** @description The name of the tenant */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description RFC 3339, UTC
                         */
                        createdAt: string;
                        domain: string;
                        proof: ("dns" | "operator") | null;
                        provedAt: string | null;
                        record: {
                            name: string;
                            /**
                             * @description The type of the record
                             * @enum {string}
                             */
                            type: "TXT";
                            value: string;
                        } | null;
                    };
                };
            };
        };
    };
    deleteTenantDomain: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The domain; * for every host */
                domain: string;
                /** @description The name of the tenant */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    resumeTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The name of the tenant */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whose hosts its documents may name, with those under them; * for any */
                        domains: string[];
                        /** @description What its documents may contain, and how many it may send */
                        entitlements: {
                            /** @description Access points (NAPDEF) with values that come from orders */
                            accessPoints: boolean;
                            /** @description Applications that its documents may set */
                            applications: string[];
                            /** @description First contact: documents that open a configuration context */
                            bootstrap: boolean;
                            /** @description Orders for one device within a day */
                            ordersPerDeviceAndDay: number;
                            /** @description Proxies (PXLOGICAL) with values that come from orders */
                            proxies: boolean;
                            /** @description Characteristics of vendors, with values that come from orders */
                            vendorContent: boolean;
                        };
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /** @description For URLs and command lines; never changes */
                        name: string;
                        /** @description Runs the installation */
                        platform: boolean;
                        settings: {
                            /**
                             * @description Which of its orders the user himself must agree to on our page or by short message, whatever its definitions say
                             * @enum {string}
                             */
                            confirmation: "as_defined" | "first_contact" | "always";
                            documentsPerMinute: number | null;
                            /** @description Requests a minute by class, where less than those of the tenant */
                            limits: {
                                /** @description Requests a minute */
                                changes?: number;
                                /** @description Requests a minute */
                                orders?: number;
                                /** @description Requests a minute */
                                reads?: number;
                                /** @description Requests a minute */
                                reveals?: number;
                            };
                            /**
                             * @description How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone
                             * @enum {string}
                             */
                            msisdnCheck: "libphonenumber" | "e164";
                            /** @description PINs that we make may go by short message: the way that the document goes, so that who reads one reads both */
                            pinBySms: boolean;
                            quietHours: {
                                /** @description The first minute that is quiet */
                                from: string;
                                /** @description The first minute that is not; before `from` when midnight lies between */
                                to: string;
                            } | null;
                            timeZone: string | null;
                        };
                        /** @description None of its clients is let in */
                        suspended: boolean;
                        /** @description The verified name that people are shown */
                        title: string;
                    };
                };
            };
        };
    };
    suspendTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request in the log and in the reply; made up when absent */
                "x-correlator"?: components["parameters"]["x-correlator"];
            };
            path: {
                /** @description The name of the tenant */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whose hosts its documents may name, with those under them; * for any */
                        domains: string[];
                        /** @description What its documents may contain, and how many it may send */
                        entitlements: {
                            /** @description Access points (NAPDEF) with values that come from orders */
                            accessPoints: boolean;
                            /** @description Applications that its documents may set */
                            applications: string[];
                            /** @description First contact: documents that open a configuration context */
                            bootstrap: boolean;
                            /** @description Orders for one device within a day */
                            ordersPerDeviceAndDay: number;
                            /** @description Proxies (PXLOGICAL) with values that come from orders */
                            proxies: boolean;
                            /** @description Characteristics of vendors, with values that come from orders */
                            vendorContent: boolean;
                        };
                        /**
                         * Format: uuid
                         * @description A UUID
                         */
                        id: string;
                        /** @description For URLs and command lines; never changes */
                        name: string;
                        /** @description Runs the installation */
                        platform: boolean;
                        settings: {
                            /**
                             * @description Which of its orders the user himself must agree to on our page or by short message, whatever its definitions say
                             * @enum {string}
                             */
                            confirmation: "as_defined" | "first_contact" | "always";
                            documentsPerMinute: number | null;
                            /** @description Requests a minute by class, where less than those of the tenant */
                            limits: {
                                /** @description Requests a minute */
                                changes?: number;
                                /** @description Requests a minute */
                                orders?: number;
                                /** @description Requests a minute */
                                reads?: number;
                                /** @description Requests a minute */
                                reveals?: number;
                            };
                            /**
                             * @description How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone
                             * @enum {string}
                             */
                            msisdnCheck: "libphonenumber" | "e164";
                            /** @description PINs that we make may go by short message: the way that the document goes, so that who reads one reads both */
                            pinBySms: boolean;
                            quietHours: {
                                /** @description The first minute that is quiet */
                                from: string;
                                /** @description The first minute that is not; before `from` when midnight lies between */
                                to: string;
                            } | null;
                            timeZone: string | null;
                        };
                        /** @description None of its clients is let in */
                        suspended: boolean;
                        /** @description The verified name that people are shown */
                        title: string;
                    };
                };
            };
        };
    };
}
