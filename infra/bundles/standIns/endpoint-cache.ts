/**
 * Stands in for the SDK's endpoint cache (see ../bundling.ts). The client makes one, and only operations that discover their
 * endpoints would use it; no operation of DynamoDB does any more.
 */
export class EndpointCache {}
