/**
 * Replaces the SDK's endpoint cache (../bundling.ts). The client creates one. Only operations that discover their
 * endpoints would use it, and no operation of DynamoDB does.
 */
export class EndpointCache {}
