/**
 * The stack under test, local or deployed: its address and tokens, from the environment (docs/testing.md).
 */
function given(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set; without UNDERSTORY_URL, the suite's setup starts a local stack.`)
  return value
}

export const baseUrl = (): string => given('UNDERSTORY_URL').replace(/\/+$/, '')
export const editorToken = (): string => given('UNDERSTORY_EDITOR_TOKEN')
export const moderatorToken = (): string => given('UNDERSTORY_MODERATOR_TOKEN')
