/** How JSON may be sent. */
export const JSON_TYPES = ['application/json'] as const

/** How a JSON Merge Patch may be sent (RFC 7396 section 4). */
export const PATCH_TYPES = ['application/merge-patch+json', ...JSON_TYPES] as const
