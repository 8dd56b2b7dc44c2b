/** Media types of JSON bodies. */
export const JSON_TYPES = ['application/json'] as const

/** Media types of a JSON Merge Patch (RFC 7396 section 4). */
export const PATCH_TYPES = ['application/merge-patch+json', ...JSON_TYPES] as const
