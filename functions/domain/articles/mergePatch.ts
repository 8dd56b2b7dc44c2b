/**
 * JSON Merge Patch, RFC 7396.
 */
type JsonObject = { [name: string]: unknown }

/** Applies a patch to a target (RFC 7396 section 2): null removes, objects merge, other values replace. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged = new Map(isObject(target) ? Object.entries(target) : [])
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name), value))
  }
  // Unlike assignment, `Object.fromEntries` makes `__proto__` an ordinary name, which validation then refuses.
  return Object.fromEntries(merged)
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
