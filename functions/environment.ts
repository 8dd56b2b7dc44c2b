/**
 * Environment variables. They are read once at load, with a clear message if one is missing.
 */
type Name = 'ARTICLES_TABLE' | 'COMMENTS_TABLE' | 'SITE_SECRET_ID' | 'GROUPS_CLAIM' | 'UNDERSTORY_VERSION'

/**
 * The value of an environment variable.
 * @throws Error with the name of the variable, if it is not set
 */
export function environment(name: Name): string {
  const value = process.env[name]
  if (!value)
    throw new Error(`The environment variable ${name} is not set; infra/ sets it for every function that needs it.`)
  return value
}

/** The value of a variable that may be unset. */
export function optionalEnvironment(name: 'SITE_NAME' | 'SITE_URL' | 'ORIGIN_SECRET_ID'): string | undefined {
  return process.env[name] || undefined
}
